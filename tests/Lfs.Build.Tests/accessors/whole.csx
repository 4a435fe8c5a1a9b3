// Only: 5.1-int
int half = Modules.Whole().Half(5);
Print(half); //> 2
