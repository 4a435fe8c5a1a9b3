var iterators = Modules.Iterators();
Print(string.Join(",", iterators.Upto(4))); //> 1,2,3,4
Print(string.Join(",", iterators.Upto(1000).Take(2))); //> 1,2
foreach (var (text, number) in iterators.Pairs())
    Print(text, number);
//> a 1
//> b 2
