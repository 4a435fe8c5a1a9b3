local a, b = 1, 2
print(a < b, a <= b, a > b, a >= b)  --> true	true	false	false
print(a < 2, a <= 1, a > 0, a >= 2, 1 < a, 1 <= a, 2 > a, 1 >= a)
--> true	true	true	false	false	true	true	true
print("a" < "b", "a" <= "a", "b" > "a", "B" < "a", "" < "a", "a" < "aa", "Z" >= "a")
--> true	true	true	true	true	true	false
print("a\0b" < "a\0c", "a\0" > "a", "10" < "9")  --> true	true	true
