// Only: 5.1 5.1-int 5.3
string? seen = null;
using var options = new Options(device) { Host = "h", Tags = new[] { "a", "b" }, OnDone = text => seen = text };
Print(Modules.ClassData().Connect(options), options.Port); //> h:80#2 null
options.Port = 8080;
Print(Modules.ClassData().Connect(options), seen, string.Join(",", options.Tags)); //> h:8080#2 done a,b
options.OnDone("typed");
Print(seen); //> typed
