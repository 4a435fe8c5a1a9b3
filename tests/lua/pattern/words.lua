local counts = {}
for w in ("the cat and the dog and the end"):gmatch("%a+") do counts[w] = (counts[w] or 0) + 1 end
print(counts.the, counts["and"], counts.cat)  --> 3	2	1
print((("some_snake_case"):gsub("_(%l)", string.upper)))  --> someSnakeCase
print((("CamelCaseName"):gsub("(%l)(%u)", "%1_%2"):lower()))  --> camel_case_name
