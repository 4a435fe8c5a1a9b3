// Only: 5.1 5.1-int
var tuples = Modules.Tuples();
var (quotient, remainder) = tuples.Divide(17, 5);
Print(quotient, remainder, tuples.Divide(9, 4).Remainder); //> 3 2 1
Print(tuples.Try(true).Item1, tuples.Try(false).Error); //> fine failed
Print(tuples.Unnamed().Item2); //> one
Print(tuples.Many().Length, tuples.Many()[2].AsString()); //> 3 b
