Modules.ScriptOnce();
Modules.ScriptOnce();
Print(device["RUNS"].AsInteger()); //> 2
