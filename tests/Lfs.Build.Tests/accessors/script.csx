Modules.Script("ada");
Modules.Script("bob", 2);
Modules.Script(Encoding.UTF8.GetBytes("eve").AsSpan());
//> hello ada
//> hello bob
//> hello bob
//> hello eve
