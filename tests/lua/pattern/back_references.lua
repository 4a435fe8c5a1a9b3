print(("abab"):match("(ab)%1"), ("abcabc"):match("(%w+)%1"), ("hello"):match("(.)%1"), ("abc"):match("(.)%1"))
--> ab	abc	l	nil
print(([[say "it's" now]]):match([[(["'])(.-)%1]]))  --> "	it's
print(("x=x y=z"):match("(%w)=%1"), ("aabb"):gsub("(%w)%1", "<%1>"))  --> x	<a><b>	2
