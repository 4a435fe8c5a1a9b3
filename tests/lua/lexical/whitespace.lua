local	a	=	1;
local b=2;local c=a+b
print(a,b,c)print(a
--> 1	2	3
--> 1	2
,b)
do end
local f=function()return 1 end print(f())  --> 1
