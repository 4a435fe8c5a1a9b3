using Lfs;

// The first call boots a device with the image and the files of this project.
Modules._Init();
Modules.Start();

Console.WriteLine($"{Modules.ImageSize} bytes in flash, {Modules.Device.LuaBytesInUse} in RAM");
