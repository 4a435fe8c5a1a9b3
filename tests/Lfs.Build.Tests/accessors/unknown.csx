Print(Modules.Unknown().F("a", 2, "c", true, 5).AsInteger()); //> 5
