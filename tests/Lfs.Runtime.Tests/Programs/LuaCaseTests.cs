using System.Security.Cryptography;
using System.Text;
using Esp8266.Flash;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Every Lua case, from RAM and from flash: the same output, and the flash as it was.</summary>
public class LuaCaseTests
{
    [Theory]
    [MemberData(nameof(LuaCases.For), "5.1", MemberType = typeof(LuaCases))]
    public void A_case_of_5_1_prints_what_it_expects(string name) => Run("5.1", name);

    [Theory]
    [MemberData(nameof(LuaCases.For), "5.1-int", MemberType = typeof(LuaCases))]
    public void A_case_of_the_integer_build_prints_what_it_expects(string name) => Run("5.1-int", name);

    [Theory]
    [MemberData(nameof(LuaCases.For), "5.3", MemberType = typeof(LuaCases))]
    public void A_case_of_5_3_prints_what_it_expects(string name) => Run("5.3", name);

    [Theory]
    [MemberData(nameof(LuaCases.For), "5.3-64", MemberType = typeof(LuaCases))]
    public void A_case_of_5_3_with_64_bits_prints_what_it_expects(string name) => Run("5.3-64", name);

    static void Run(string target, string name)
    {
        LuaCase luaCase = LuaCases.Read(name);

        string fromRam = Outcome(target, luaCase, inFlash: false);
        string fromFlash = Outcome(target, luaCase, inFlash: true);

        Assert.Equal(Expected(luaCase), fromRam);
        Assert.Equal(fromRam, fromFlash);
    }

    static string Expected(LuaCase luaCase)
    {
        string output = string.Concat(luaCase.Output.Select(line => line + "\n"));
        return luaCase.Error == null ? output : output + "error: " + luaCase.Error;
    }

    static string Outcome(string target, LuaCase luaCase, bool inFlash)
    {
        using MemoryStream output = new();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = Devices.LargeHeap,
            EmergencyCollection = false,
            Output = output,
            Image = inFlash || luaCase.IsDeviceOnly ? ImageFor(target, luaCase) : null,
        });
        output.SetLength(0);
        byte[] before = ReadOnlyFlash(device);
        string end = "";
        try
        {
            if (inFlash)
                device.CallModule(luaCase.ModuleName);
            else
                device.Run(luaCase.Source, luaCase.ChunkName);
        }
        catch (LuaException error)
        {
            end = "error: " + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(error.Message));
        }

        Assert.Equal(before, ReadOnlyFlash(device));
        Assert.Equal(0, device.Machine.Flash.Violations);
        return Encoding.Latin1.GetString(output.ToArray()) + end;
    }

    /// <summary>Firmware and LFS region. Records and files, beside them, may change.</summary>
    static byte[] ReadOnlyFlash(LfsDevice device)
    {
        const uint Start = 0x11000;
        byte[] content = new byte[LfsDeviceOptions.DefaultLfsOffset + new LfsDeviceOptions().LfsBytes - Start];
        device.Machine.Flash.Read(new FlashOffset(Start), content);
        return SHA256.HashData(content);
    }

    static byte[] ImageFor(string target, LuaCase luaCase)
    {
        List<(string, byte[])> sources = [(luaCase.ChunkName, luaCase.Source)];
        if (luaCase.IsDeviceOnly)
            sources.AddRange(LuaCases.Modules().Select(module => (module.ChunkName, module.Source)));
        return Devices.Image(target, [.. sources]);
    }
}
