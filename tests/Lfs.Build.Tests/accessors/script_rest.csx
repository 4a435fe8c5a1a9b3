Print(string.Join(",", Modules.ScriptRest(3, 1, 2).Select(value => value.AsInteger()))); //> 1,2,3
