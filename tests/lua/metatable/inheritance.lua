local Animal = {}
Animal.__index = Animal
function Animal.new(name) return setmetatable({ name = name }, Animal) end
function Animal:speak() return self.name .. " makes a sound" end
local Dog = setmetatable({}, { __index = Animal })
Dog.__index = Dog
function Dog.new(name) local d = Animal.new(name); return setmetatable(d, Dog) end
function Dog:speak() return Animal.speak(self) .. ": woof" end
local a, d = Animal.new("cat"), Dog.new("rex")
print(a:speak())  --> cat makes a sound
print(d:speak())  --> rex makes a sound: woof
print(getmetatable(d) == Dog, rawget(Dog, "new") ~= Animal.new, d.new == Dog.new)  --> true	true	true
