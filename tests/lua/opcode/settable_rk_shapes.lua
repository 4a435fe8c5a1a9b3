local t, k, v = {}, "key", "value"
t[k] = v
t.a = v
t[k .. 2] = 2
t[1] = 1
t[v] = k
t.n = nil
t.yes = true
t[2], t[3] = 2, 3
print(t.key, t.a, t.key2, t[1], t.value, t.n, t.yes, t[2], t[3])  --> value	value	2	1	key	nil	true	2	3
