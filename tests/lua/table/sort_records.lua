local people = { { name = "Ann", age = 30 }, { name = "Bob", age = 25 }, { name = "Cid", age = 35 } }
table.sort(people, function(a, b) return a.age < b.age end)
for _, p in ipairs(people) do print(p.name, p.age) end
--> Bob	25
--> Ann	30
--> Cid	35
table.sort(people, function(a, b) return a.name > b.name end)
print(people[1].name, people[2].name, people[3].name)  --> Cid	Bob	Ann
