Print(Modules.ScriptPlain(1, 2).AsInteger(), Modules.ScriptPlain("x").AsString(), Modules.ScriptPlain().IsNil); //> 3 x True
