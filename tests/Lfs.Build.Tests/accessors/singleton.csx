var module = Modules.Singleton();
Print(module.Volume); //> 3
module.Volume = 10;
Print(module.Louder(1).Volume, module.Louder(1).Louder(1).Volume, module.Volume); //> 11 13 13
