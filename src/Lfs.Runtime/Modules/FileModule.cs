using System.Buffers.Binary;
using Esp8266.Spiffs;
using Esp8266;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>The module <c>file</c>: the files of the device. Functions without an object work on the file
/// that was opened last.</summary>
/// <remarks>Source: app/modules/file.c; spiffs/spiffs.c and platform/vfs.c between it and SPIFFS.</remarks>
static partial class FileModule
{
    const string TypeName = "file.obj";
    const string VolumeTypeName = "file.vol";
    const string NotOpen = "open a file first";

    // file_fd_ud: the address of the open file, 0 when it is closed.
    const int ObjectBytes = 4;

    // struct myvfs_file: the kind of the file system, its functions, and the number of the file there.
    const uint HandleBytes = 12;

    static RomTable Methods { get; } = new(TypeName,
        [
            new("__gc", Collect), new("__index", IsSelf: true), new("close", Close), new("read", Read),
            new("readline", ReadLine), new("write", Write), new("writeline", WriteLine), new("seek", Seek),
            new("flush", Flush),
        ]);

    // FatFS mounts volumes, which the firmware is built without; their type is known all the same.
    static RomTable VolumeMethods { get; } = new(VolumeTypeName,
        [new("__index", IsSelf: true), new("umount", Unmount)]);

    static RomTable Table { get; } = new("file",
        [
            new("list", List), new("open", Open), new("close", Close), new("write", Write),
            new("writeline", WriteLine), new("read", Read), new("readline", ReadLine), new("format", Format),
            new("fscfg", Configuration), new("remove", Remove), new("seek", Seek), new("flush", Flush),
            new("rename", Rename), new("exists", Exists), new("getcontents", GetContents),
            new("putcontents", PutContents), new("fsinfo", Usage), new("on", On), new("stat", Stat),
        ]);

    /// <summary>The module.</summary>
    public static Module Module { get; } = new("file", _ => Table, OpenModule)
    {
        Tables = [Methods, VolumeMethods],
    };

    /// <summary>The static variables of file.c, and the open files.</summary>
    sealed class Variables : IModuleVariables
    {
        readonly Dictionary<uint, int> _files = [];

        /// <summary>The file that was opened last; 0 for none.</summary>
        public uint Default { get; set; }

        /// <summary>The reference that keeps its object.</summary>
        public int DefaultReference { get; set; } = References.None;

        /// <summary>The reference of the function that tells the time.</summary>
        public int Clock { get; set; } = References.None;

        /// <summary>The descriptors of the open files, by the address of their handle in the heap.</summary>
        public Dictionary<uint, int> Files => _files;

        public void Transfer(StateStream state)
        {
            Default = state.Value(Default);
            DefaultReference = state.Value(DefaultReference);
            Clock = state.Value(Clock);
            state.Map(_files);
        }
    }

    static Variables Of(ILuaState lua) => lua.Device.Life.Of<Variables>();

    // luaopen_file.
    static int OpenModule(ILuaState lua)
    {
        FileSystem files = lua.Device.FileSystem;
        if (lua.Device.Startup.DelaysMount)
            files.FormatsAtUse = true;
        else
            files.MountOrFormat();
        lua.RegisterMetatable(VolumeTypeName, VolumeMethods);
        lua.RegisterMetatable(TypeName, Methods);
        return 0;
    }

    // The device has no volumes to unmount.
    static int Unmount(ILuaState lua) => throw lua.TypeError(1, VolumeTypeName);

    static int Open(ILuaState lua)
    {
        Variables variables = Of(lua);
        lua.Unref(variables.DefaultReference);
        variables.DefaultReference = References.None;
        variables.Default = 0;
        byte[] path = CheckPath(lua, 1);
        ReadOnlySpan<byte> mode = lua.OptString(2, "r"u8);
        uint file = OpenFile(lua, path, FlagsOf(UpToNul(mode)));
        if (file == 0)
        {
            lua.PushNil();
            return 1;
        }
        variables.Default = file;
        BinaryPrimitives.WriteUInt32LittleEndian(lua.PushUserdata(ObjectBytes), file);
        lua.PushMetatable(TypeName, Methods);
        lua.SetMetatable(-2);
        lua.PushValue(-1);
        variables.DefaultReference = lua.Ref();
        return 1;
    }

    // fs_mode2flag.
    static OpenFlags FlagsOf(ReadOnlySpan<byte> mode)
    {
        if (mode.SequenceEqual("w"u8))
            return OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate;
        if (mode.SequenceEqual("a"u8))
            return OpenFlags.Write | OpenFlags.Create | OpenFlags.Append;
        if (mode.SequenceEqual("r+"u8))
            return OpenFlags.ReadWrite;
        if (mode.SequenceEqual("w+"u8))
            return OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Truncate;
        return mode.SequenceEqual("a+"u8) ? OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Append
            : OpenFlags.Read;
    }

    // vfs_open. The address of the file's handle in the heap; 0 if it cannot be opened.
    static uint OpenFile(ILuaState lua, byte[] path, OpenFlags flags)
    {
        lua.Spend(FileInstructions);
        bool creates = (flags & OpenFlags.Create) != 0;
        if (Mounted(lua, creates) is not { } files || FileSystem.NameOf(path) is not { } name)
            return 0;
        uint handle = lua.TakeSystemBlock(HandleBytes);
        if (handle == 0)
            return 0;
        if (files.Open(name, flags, out int file) != SpiffsError.None)
        {
            lua.ReturnBlock(handle);
            return 0;
        }
        // A file that was open at this address has been lost: no finalizer has run for it.
        Of(lua).Files[handle] = file;
        return handle;
    }

    static void CloseFile(ILuaState lua, uint handle)
    {
        if (!Of(lua).Files.Remove(handle, out int file))
            return;
        lua.Spend(FileInstructions);
        Mounted(lua)?.Close(file);
        lua.ReturnBlock(handle);
        if (Of(lua).Default == handle)
            Of(lua).Default = 0;
    }

    /// <summary>The budget of a call that uses the file system: it scans the lookup pages.</summary>
    const int FileInstructions = 500;

    /// <summary>The bytes that cost as much as an instruction to read or write.</summary>
    const int BytesOfInstruction = 4;

    static SpiffsFileSystem? Mounted(ILuaState lua, bool toCreate = false) =>
        lua.Device.FileSystem.Mounted(toCreate);

    static int Close(ILuaState lua)
    {
        Variables variables = Of(lua);
        if (lua.TypeOf(1) == BasicType.Userdata)
        {
            CloseObject(lua, 1);
        }
        else
        {
            if (variables.DefaultReference == References.None)
                return 0;
            lua.PushRef(variables.DefaultReference);
            CloseObject(lua, -1);
            lua.Pop(1);
        }
        lua.Unref(variables.DefaultReference);
        variables.DefaultReference = References.None;
        return 0;
    }

    static int Collect(ILuaState lua)
    {
        CloseObject(lua, 1);
        return 0;
    }

    static void CloseObject(ILuaState lua, int index)
    {
        Span<byte> file = lua.CheckUserdata(index, TypeName, ObjectBytes);
        uint handle = BinaryPrimitives.ReadUInt32LittleEndian(file);
        file.Clear();
        CloseFile(lua, handle);
    }

    // get_file_obj: the descriptor of the object that comes first, or of the file that was opened last, and
    // the place of the next argument. After close, the reference uses memory that is free.
    static int CheckFile(ILuaState lua, out int next)
    {
        next = 1;
        uint handle = Of(lua).Default;
        if (lua.TypeOf(1) == BasicType.Userdata)
        {
            handle = BinaryPrimitives.ReadUInt32LittleEndian(lua.CheckUserdata(1, TypeName, ObjectBytes));
            next = 2;
        }
        lua.Spend(FileInstructions);
        return Of(lua).Files.GetValueOrDefault(handle);
    }

    static int RequireFile(ILuaState lua, out int next)
    {
        int file = CheckFile(lua, out next);
        return file != 0 ? file : throw lua.Error(NotOpen);
    }

    static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    // The last part of a path is the name (vfs_basename), which has at most 31 bytes.
    public static byte[] CheckPath(ILuaState lua, int argument)
    {
        ReadOnlySpan<byte> path = lua.CheckString(argument);
        int start = path.LastIndexOf((byte)'/');
        if (start < 0)
            start = path.LastIndexOf((byte)':');
        lua.ArgumentCheck(
            path.Length - (start + 1) <= FileSystem.LongestName && !path.Contains((byte)0), argument,
            "filename invalid");
        return path.ToArray();
    }
}
