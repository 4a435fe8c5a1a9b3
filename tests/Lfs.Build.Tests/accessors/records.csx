var records = Modules.Records();
var shifted = records.Shift((1, 2, "p"));
Print(shifted.X, shifted.Label); //> 3 p
Print(records.Shift((X: 1, Y: 1, Name: null)).Label); //> null
using LuaObject table = device.CreateTable();
table["only"] = "this";
Print(records.One(table)); //> this
