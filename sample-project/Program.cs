using System.Runtime.CompilerServices;
using Lfs;
using Lfs.Runtime;

// The modules of lua/, run out of the flash of a modelled ESP8266.
Modules._Init();
Modules.Robot();
Modules.Scheduler();
Modules.Telnet("hex Hello from C#");

// The same modules loaded into RAM, as a device without LFS does, and obtained from flash.
string[] names = [Modules.Names.Robot, Modules.Names.Scheduler, Modules.Names.Telnet, Modules.Names.Vector];
using LfsDevice plain = LfsDevice.Boot(new LfsDeviceOptions { Files = SourceFiles() });
uint emptySource = plain.LuaBytesInUse, emptyFlash = Fresh().LuaBytesInUse;
uint source = BytesAfter(plain, "loadfile(NAME .. '.lua')");
uint flash = BytesAfter(Fresh(), "node.LFS.get(NAME)");

Console.WriteLine();
Console.WriteLine("Lua heap in use, bytes      from source   from LFS");
Console.WriteLine($"after boot                  {emptySource,11:N0}{emptyFlash,11:N0}");
Console.WriteLine($"with {names.Length} modules loaded       {source,11:N0}{flash,11:N0}");
Console.WriteLine($"the modules themselves      {source - emptySource,11:N0}{flash - emptyFlash,11:N0}");
Console.WriteLine($"\nAn image of {Modules.ImageSize:N0} bytes in a flash region of {Modules.LfsSize:N0}.");

static LfsDevice Fresh()
{
    Modules.Device.Dispose();
    Modules.Device = null;      // The next use boots another one from the image.
    Modules.Device.Collect();
    return Modules.Device;
}

uint BytesAfter(LfsDevice device, string load)
{
    device.Run("KEEP = {}");
    foreach (string name in names)
    {
        device["NAME"] = name;
        device.Run($"KEEP[#KEEP + 1] = assert({load})");
    }
    device.Collect();
    return device.LuaBytesInUse;
}

static Dictionary<string, byte[]> SourceFiles([CallerFilePath] string here = "") =>
    Directory.GetFiles(Path.Combine(Path.GetDirectoryName(here)!, "lua"), "*.lua")
        .ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
