// Only: 5.1 5.3 5.3-64
double half = Modules.Fractions().Half(5);
Print(half); //> 2.5
