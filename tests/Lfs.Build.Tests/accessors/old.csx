#pragma warning disable CS0618
Print(Modules.Old().Stale(), Modules.Old().Fresh()); //> 1 2
