var state = Modules.State();
Print(state.Next(), Modules.State().Next(), new ModuleSet(device).State().Next()); //> 1 2 3
Print(device["LOADS"].AsInteger(), device.Run("return require('state') ~= nil")[0].AsBoolean()); //> 1 True
device.Restart();
Print(state.Next(), device["LOADS"].AsInteger()); //> 1 1
