-- targets: 5.1 5.1-int
print(("%q"):format("plain"))  --> "plain"
print(("%q"):format('with "quotes" and \\'))  --> "with \"quotes\" and \\"
print(("%q"):format("a\nb"))
--> "a\
--> b"
print(("%q"):format("\r\0001"))  --> "\r\0001"
print(loadstring("return " .. ("%q"):format("round\n\"trip\"\\ \0 done"))() == "round\n\"trip\"\\ \0 done")
--> true
