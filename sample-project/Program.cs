using Lfs;

Modules._Init();
Modules.Robot();
Modules.Scheduler();
Modules.Telnet("hex Hello from C#");
Console.WriteLine($"An image of {Modules.ImageSize} bytes for a region of {Modules.LfsSize}.");
