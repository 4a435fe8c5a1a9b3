using System.Text;
using Esp8266.Spiffs;
using Lfs.Compiler;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

// node.LFS.build: an image is made on the device, from the Lua files in its file system. The LFS paper
// announces it; the firmware never had it.
static partial class NodeModule
{
    const string DefaultImage = "lfs.img";

    // A file under this name is complete; the image gets its own name in one step.
    const string UnfinishedImage = "lfs.new";

    /// <summary>The fields of its argument.</summary>
    /// <param name="Files">The names of the files, in the order of the modules.</param>
    /// <param name="Image">The name of the image file.</param>
    /// <param name="Time">The build time, in seconds since 1970.</param>
    /// <param name="Reloads">The image is loaded when it is made.</param>
    readonly record struct BuildOptions(List<byte[]> Files, byte[] Image, long Time, bool Reloads);

    /// <summary>
    /// <c>node.LFS.build{'a.lua', 'b.lua', image = 'lfs.img', time = 0, reload = true}</c>. Without names,
    /// all files that end with <c>.lua</c> become modules, in the order of their names, but
    /// <c>init.lua</c>.
    /// </summary>
    /// <returns>To Lua: the size of the image in flash, unless it is loaded, which restarts the
    /// device.</returns>
    static int Build(ILuaState lua)
    {
        lua.SetCount(1);
        BuildOptions options = ReadBuildOptions(lua);
        List<Proto> modules = [.. options.Files.Select(name => CompileModule(lua, name))];
        // Until here the functions lie on the stack: a device needs all of them to lay out the image.
        LinkedImage linked = LfsCompiler.Link(modules, new ImageOptions(
            lua.Target, options.Time, (int)Math.Max(1, lua.Device.Lfs.Bytes)));
        if (linked.Image is not { } image)
            throw lua.Error(linked.Diagnostics[0].Message);
        byte[] file = image.ToBytes();
        lua.Spend(CompileInstructions + image.Size + file.Length);
        lua.SetCount(1);
        Store(lua, options.Image, file);
        if (options.Reloads)
        {
            lua.SetCount(0);
            lua.PushString(options.Image);
            return Reload(lua);
        }
        lua.PushInteger(image.Size);
        return 1;
    }

    static BuildOptions ReadBuildOptions(ILuaState lua)
    {
        if (lua.IsNoneOrNil(1))
        {
            lua.PushTable();
            lua.Replace(1);
        }
        lua.CheckType(1, BasicType.Table);
        lua.GetField(1, "image"u8);
        byte[] image = lua.OptString(2, Encoding.ASCII.GetBytes(DefaultImage)).ToArray();
        lua.GetField(1, "time"u8);
        long time = lua.IsNoneOrNil(3) ? 0 : lua.CheckInteger(3);
        lua.GetField(1, "reload"u8);
        bool reloads = lua.IsNoneOrNil(4) || lua.ToBoolean(4);
        lua.SetCount(1);
        lua.ArgumentCheck(
            image.Length is > 0 and <= FileSystem.LongestName && FileSystem.NameOf(image) is not null, 1,
            "invalid image name");
        List<byte[]> files = NamesInTable(lua);
        return new(files.Count > 0 ? files : SourcesIn(lua), image, time, reloads);
    }

    static List<byte[]> NamesInTable(ILuaState lua)
    {
        List<byte[]> names = [];
        long count = lua.RawLength(1);
        for (int i = 1; i <= count; i++)
        {
            lua.Spend(1);
            lua.RawGetInt(1, i);
            lua.ArgumentCheck(lua.TryString(-1, out ReadOnlySpan<byte> name), 1, "file names expected");
            names.Add(name.ToArray());
            lua.Pop(1);
        }
        return names;
    }

    static List<byte[]> SourcesIn(ILuaState lua)
    {
        if (lua.Device.FileSystem.Mounted() is not { } files)
            return [];
        lua.Spend(CompileInstructions);
        return [.. files.List().Select(file => file.Name.Bytes.ToArray())
            .Where(name => name.AsSpan().EndsWith(".lua"u8) && !name.AsSpan().SequenceEqual("init.lua"u8))
            .OrderBy(Encoding.Latin1.GetString, StringComparer.Ordinal)];
    }

    // The device's own compiler takes its RAM and gives its errors; the host's makes the same function for
    // the image.
    static Proto CompileModule(ILuaState lua, byte[] name)
    {
        lua.EnsureStack(3, "too many modules");
        if (lua.LoadFile(name) != LuaStatus.Ok)
        {
            lua.TryString(-1, out ReadOnlySpan<byte> message);
            throw lua.Error($"{Encoding.Latin1.GetString(message)}");
        }
        string path = Encoding.Latin1.GetString(name);
        if (!lua.Device.Files.TryRead(path, out byte[]? source))
            throw lua.Error($"cannot open {path}");
        lua.Spend(source.Length);
        var chunk = new LuaSource("@" + Encoding.UTF8.GetString(name), source);
        CompiledModule module = LfsCompiler.Compile(chunk, new CompileOptions(lua.Target));
        if (module.Main is { } main)
            return main;
        Diagnostic error = module.Diagnostics[0];
        throw lua.Error($"{path}:{error.Line}: {error.Message}");
    }

    // What was there is lost only when the new file is complete.
    static void Store(ILuaState lua, byte[] name, byte[] content)
    {
        byte[] unfinished = Encoding.ASCII.GetBytes(UnfinishedImage);
        FileSystem files = lua.Device.FileSystem;
        SpiffsError error = files.Write(unfinished, content);
        if (error == SpiffsError.None && files.Mounted() is { } mounted)
        {
            byte[] target = FileSystem.NameOf(name)!;
            mounted.Remove(target);
            error = mounted.Rename(unfinished, target);
        }
        if (error == SpiffsError.None)
            return;
        files.Mounted()?.Remove(unfinished);
        throw lua.Error($"the image cannot be written: {FileSystem.MessageOf(error)}");
    }
}
