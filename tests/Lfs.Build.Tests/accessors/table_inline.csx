var module = Modules.TableInline();
Print(module.Twice(4), module.Thrice(4), module.Limit); //> 8 12 10
