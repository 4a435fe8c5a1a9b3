local account = { balance = 10 }
function account:add(n) self.balance = self.balance + n; return self end
function account.get(self) return self.balance end
print(account:add(5):add(7):get())  --> 22
print(("text"):upper(), ("%d"):format(3))  --> TEXT	3
local s = "abc"
print(s:len(), s:sub(2, 2), s:rep(2):rep(2))  --> 3	b	abcabcabcabc
