LuaObject sum = Modules.Untyped().Table["sum"].AsObject();
LuaValue[] numbers = { 4, 5 };
Print(sum.Call()[0].AsInteger(), sum.Call(1, 2, 3)[0].AsInteger(), sum.Call(numbers)[0].AsInteger()); //> 0 6 9
