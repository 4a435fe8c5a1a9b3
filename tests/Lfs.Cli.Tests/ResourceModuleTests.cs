using System.Text;
using CsCheck;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime;

namespace Lfs.Cli.Tests;

/// <summary>What a device answers for the resources in its image.</summary>
public class ResourceModuleTests
{
    static readonly byte[] EveryByte = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    public static TheoryData<string> Targets =>
        [.. LuaTarget.All.Where(target => target.RunsOnDevice).Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_byte_and_every_length_survives_the_way_to_Lua(string target)
    {
        // Short and long strings of 5.3, and what an escape could swallow: a digit behind it, a quote, a line end.
        byte[][] contents =
        [
            [], [0], [.. "\0\r\n\"\\0"u8], [.. "1\r2\n3]]4"u8], EveryByte, new byte[40], new byte[41],
            [.. Enumerable.Repeat(EveryByte, 40).SelectMany(bytes => bytes)],
        ];

        AssertAnswers(target, [.. contents.Select((bytes, i) => new Resource($"www/{i}.bin", bytes))]);
    }

    [Fact]
    public void Any_resources_are_answered()
    {
        var resource = Gen.Select(Gen.String, Gen.Byte.Array[0, 80]);

        resource.Array[1, 12].Sample(
            all => AssertAnswers(
                "5.3",
                [.. all.Select((each, i) => new Resource(Valid(each.Item1) + i, each.Item2))]),
            iter: 40);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void More_resources_than_a_function_has_constants_near_at_hand_are_answered(string target) =>
        AssertAnswers(
            target, [.. Enumerable.Range(0, 400).Select(i => new Resource($"n{i}", Encoding.ASCII.GetBytes($"v{i}")))]);

    [Fact]
    public void The_text_depends_on_names_and_bytes_only()
    {
        Resource first = new("a", [1]), second = new("B", [2]);

        byte[] text = ResourceModule.Source([first, second]);

        Assert.Equal(text, ResourceModule.Source([second, first]));
        Assert.Equal(
            "local name = ...\nif name == \"B\" then return \"\\002\" end\nif name == \"a\" then return \"\\001\" end\n"
            + "if name == nil then\n  return {\n    \"B\",\n    \"a\",\n  }\nend\nreturn nil\n",
            Encoding.ASCII.GetString(text));
    }

    static void AssertAnswers(string targetName, Resource[] resources)
    {
        LuaTarget target = LuaTarget.All.Single(target => target.Name == targetName);
        byte[] source = ResourceModule.Source(resources);
        CompiledModule compiled = ProjectFile.Compile("resource.lua", source, new CompileOptions(target));
        Assert.Empty(compiled.Diagnostics);
        LinkedImage linked = ProjectImage.Link(
            [new ProjectModule("resource", compiled.Main!)], ProjectSettings.Default with { Target = target });
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = targetName,
            Image = linked.Image!.ToBytes(),
            EmergencyCollection = false,
        });

        foreach (Resource resource in resources)
            Assert.Equal(resource.Bytes, device.CallModule("resource", resource.Name)[0].AsBytes());
        string[] sorted = [.. resources.Select(resource => resource.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(sorted[0], device.Run("return node.LFS.resource()[1]")[0].AsString());
        Assert.Equal(sorted.Length, device.Run("return #node.LFS.resource()")[0].AsNumber());
        Assert.True(device.Run("return node.LFS.resource('there is none') == nil")[0].AsBoolean());
    }

    /// <summary>A text that is the same after a way through UTF-8.</summary>
    static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
