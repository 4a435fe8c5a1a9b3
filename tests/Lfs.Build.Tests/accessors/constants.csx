var constants = Modules.Constants();
Print(constants.VERSION, constants.Port, constants.Debug); //> 1.2 23 False
Print(constants.Retries); //> 3
constants.Retries = 5;
Print(constants.Retries, constants.Name); //> 5 null
constants.Name = "lua";
Print(constants.Name); //> lua
Print(constants.Anything.Kind, constants.Level.AsInteger()); //> Object 1
constants.Raise();
Print(constants.Level.AsInteger()); //> 2
