var enums = Modules.Enums();
Print(enums.Next(Colour.Red), (int)enums.Next(Colour.Red), enums.Unit(Unit.Second)); //> LightBlue 4 s
