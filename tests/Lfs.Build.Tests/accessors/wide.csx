// Only: 5.3-64
long next = Modules.Wide().Next(4294967296);
Print(next); //> 4294967297
Print(Modules.Wide().First(new long[] { 1L << 40 })); //> 1099511627776
