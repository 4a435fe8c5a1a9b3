// Only: 5.1 5.1-int 5.3
var overloads = Modules.Overloads();
Print(overloads.Plus(1, 2), overloads.Plus("1", "2"), overloads.Plus(new[] { 3, 4 })); //> 3 12 7
