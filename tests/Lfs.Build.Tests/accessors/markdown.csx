Print(Modules.Markdown().Say("x")); //> x
Modules.Markdown().Banner();
