using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>
/// Small programs after reports about NodeMCU, other Luas and PUC's list of bugs print what the reference
/// printed, compiled for 32 bits. Addresses differ from run to run; none is printed.
/// </summary>
public class PublicProgramTests
{
    const string Folder = "tests/Lfs.Runtime.Tests/cases";

    // It prints an error of a finalizer, which the reference's collector happens to run then.
    const string NeedsDeviceHeap = "41-handler-in-load";

    // 5.3 takes no number with a base: there it ends at its third line.
    const string PassesNumberWithBase = "05-tonumber-base";

    const string NoNumberWithBase =
        PassesNumberWithBase + ".lua:3: bad argument #1 to 'tonumber' (string expected, got number)";

    public static IEnumerable<object[]> Cases() =>
        Directory.EnumerateFiles(Repo.PathOf(Folder), "*.expected")
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Order(StringComparer.Ordinal)
            .Select(name => name.Split('.', 2))
            .Select(parts => new object[] { parts[0], parts.Length == 1 ? "5.1" : parts[1] });

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_program_prints_what_the_reference_prints(string name, string target)
    {
        string expected = Read($"{name}{(target == "5.1" ? "" : "." + target)}.expected");

        string printed = Print(name, target);

        Assert.Equal(expected, printed);
    }

    static string Print(string name, string target)
    {
        bool isSmall = name == NeedsDeviceHeap && target == "5.3";
        using MemoryStream output = new();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            HeapBytes = isSmall ? new LfsDeviceOptions().HeapBytes : Devices.LargeHeap,
            EmergencyCollection = isSmall ? null : false,
            Output = output,
        });
        output.SetLength(0);
        void Run() => device.Run(Encoding.Latin1.GetBytes(Read(name + ".lua")), "@" + name + ".lua");

        if (name == PassesNumberWithBase && target.StartsWith("5.3", StringComparison.Ordinal))
            Assert.Equal(NoNumberWithBase, Assert.Throws<LuaException>(Run).Message);
        else
            Run();
        return Encoding.Latin1.GetString(output.ToArray());
    }

    static string Read(string file) =>
        Encoding.Latin1.GetString(File.ReadAllBytes(Repo.PathOf(Folder + "/" + file)));
}
