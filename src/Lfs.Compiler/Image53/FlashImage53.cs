using System.Diagnostics;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Diagnostics;

namespace Lfs.Compiler.Image;

/// <summary>Converts a format 11 file to the words that a device writes to its LFS region.</summary>
/// <remarks>Source: lua53/lundump.c, <c>LoadFunction</c>, <c>LoadAllProtos</c>.</remarks>
sealed class FlashImage53
{
    readonly ImageFile53 _file;
    readonly TValueLayout _layout;
    readonly ImageWriter _writer;
    readonly RoStrt53 _strings;
    int _lastProto;

    FlashImage53(ImageFile53 file, ImageWriter writer, RoStrt53 strings)
    {
        _file = file;
        _layout = TValueLayout.Of(file.Target);
        _writer = writer;
        _strings = strings;
    }

    /// <summary>Builds the region of an image that stands alone.</summary>
    /// <param name="file">The parsed file.</param>
    /// <param name="bytes">The bytes of the file.</param>
    public static LfsImage Build(ImageFile53 file, byte[] bytes) => Build(file, bytes, FixedStrings.All);

    /// <summary>Builds the same region with the reference's error in the numbers of fixed strings.</summary>
    public static LfsImage AsReferenceLoads(LfsImage image)
    {
        if (image.Target.Version != LuaVersion.Lua53)
            return image;
        byte[] bytes = image.ToFile53();
        LfsImage wrong = Build(Parse(bytes), bytes, FixedStrings.AsReferenceLoads);
        return image.IsAbsolute ? wrong.ToAbsolute(image.BaseAddress) : wrong;
    }

    /// <summary>Builds the region of an Application image that uses a System image.</summary>
    public static LoadedImage WithSystem(LfsImage application, LfsImage system)
    {
        if (application.Target.Version != LuaVersion.Lua53 || system.Target != application.Target)
            return Mismatch("the two images are not for one 5.3 target");
        if (!system.IsAbsolute || system.System is not null)
            return Mismatch("the System image is not placed, or is itself for the second region");
        if (system.Header53.Seed != application.Header53.Seed)
        {
            return Mismatch(FormattableString.Invariant(
                $"the hash seeds differ: System 0x{system.Header53.Seed:x8}, ")
                + FormattableString.Invariant($"Application 0x{application.Header53.Seed:x8}"));
        }
        byte[] bytes = application.ToFile53();
        ImageFile53 file = Parse(bytes);
        ImageWriter writer = WriterBehindHeader();
        var strings = RoStrt53.WriteMissing(writer, file, system.ReadContents());
        return new LoadedImage(new FlashImage53(file, writer, strings).Build(bytes, system), []);
    }

    static LoadedImage Mismatch(string message) => ImageReader.Bad(message, DiagnosticId.SystemMismatch);

    static LfsImage Build(ImageFile53 file, byte[] bytes, IReadOnlyList<LuaString> fixedStrings)
    {
        ImageWriter writer = WriterBehindHeader();
        var strings = RoStrt53.Write(writer, file, fixedStrings);
        return new FlashImage53(file, writer, strings).Build(bytes, null);
    }

    static ImageFile53 Parse(byte[] bytes)
    {
        bool isSound = ImageReader53.TryParse(bytes, out ImageFile53 file, out string error);
        Debug.Assert(isSound, "The file of an image is sound.", error);
        return file;
    }

    static ImageWriter WriterBehindHeader()
    {
        var writer = new ImageWriter();
        writer.Allocate(Relocation<LfsHeader53>.Words * LfsImage.WordBytes);
        return writer;
    }

    LfsImage Build(byte[] bytes, LfsImage? system)
    {
        FlashAddr[] modules = [.. _file.Modules.Select(WriteProto)];
        int table = WriteTable(modules);
        _writer.Write(0, new LfsHeader53(
            Signature.Of(_file.Target), _writer.Words * LfsImage.WordBytes, _file.HashSeed,
            unchecked((uint)_file.BuildTime), _strings.Count, _strings.Size, _strings.Buckets, table,
            _lastProto, _strings.ShortHead, _strings.LongHead, system is null ? 0 : SystemCheck.Of(system)));
        return new LfsImage(
            _file.Target, 0, _writer.ToBytes(), _writer.ToRelocationBits(), bytes, system);
    }

    // Each vector is written at the writer's position, even if it is empty.
    FlashAddr WriteProto(Proto function)
    {
        FlashAddr[] protos = [.. function.Protos.Select(WriteProto)];
        FlashAddr p = Here;
        foreach (FlashAddr proto in protos)
            _writer.Write(_writer.Allocate(LfsImage.WordBytes), proto);
        FlashAddr code = Here;
        foreach (uint word in function.Code)
            _writer.Write(_writer.Allocate(LfsImage.WordBytes), word);
        FlashAddr constants = Here;
        foreach (Constant constant in function.Constants)
            WriteConstant(_writer.Allocate(_file.Target.TValueBytes), constant);
        FlashAddr upvalues = WriteUpvalues(function.Upvalues);
        FlashAddr lineInfo = WriteLineInfo(function.LineInfo);
        FlashAddr locVars = Here;
        foreach (LocVar local in function.LocVars)
            Write(new LocVarRecord(_strings.AddressOf(local.Name), local.StartPc, local.EndPc));
        return WriteRecord(function, constants, code, p, lineInfo, locVars, upvalues);
    }

    FlashAddr WriteRecord(
        Proto function, FlashAddr constants, FlashAddr code, FlashAddr protos, FlashAddr lineInfo,
        FlashAddr locVars, FlashAddr upvalues)
    {
        int record = Write(new ProtoRecord53(
            FlashAddr.OfWord(_lastProto), ProtoRecord53.Tag, ProtoRecord53.InLfs | ProtoRecord53.White,
            function.NumParams, function.IsVararg, function.MaxStackSize, 0, 0,
            function.Upvalues.Length, function.Constants.Length, function.Code.Length,
            function.LineInfo.Length, function.Protos.Length, function.LocVars.Length,
            function.LineDefined, function.LastLineDefined,
            constants, code, protos, lineInfo, locVars, upvalues,
            _strings.AddressOf(function.Source), FlashAddr.Null));
        if (_lastProto == 0)
            _writer.WriteStart(record);
        _lastProto = record;
        return FlashAddr.OfWord(record);
    }

    void WriteConstant(int word, Constant constant)
    {
        _writer.Write(word + _layout.TagWord, TagOf(constant));
        switch (constant.Kind)
        {
            case ConstantKind.Boolean:
                _writer.Write(word, constant.AsBoolean ? 1u : 0u);
                break;
            case ConstantKind.Float:
                WriteBytes(word, Header53.FloatBytes(_file.Target, constant.AsFloat));
                break;
            case ConstantKind.Integer:
                _writer.Write(word, unchecked((uint)constant.AsInteger));
                if (_layout.TagWord > 1)
                    _writer.Write(word + 1, unchecked((uint)(constant.AsInteger >> 32)));
                break;
            case ConstantKind.String:
                _writer.Write(word, _strings.AddressOf(constant.Text));
                break;
            default:
                // nil: value 0.
                break;
        }
    }

    static uint TagOf(Constant constant) => constant.Kind switch
    {
        ConstantKind.Boolean => TValueTag53.Boolean,
        ConstantKind.Float => TValueTag53.Float,
        ConstantKind.Integer => TValueTag53.Integer,
        ConstantKind.String when StringSection.IsShort(constant.Text!) => TValueTag53.ShortString,
        ConstantKind.String => TValueTag53.LongString,
        _ => TValueTag53.Nil,
    };

    FlashAddr WriteUpvalues(UpvalueDescriptor[] upvalues)
    {
        FlashAddr first = Here;
        foreach (UpvalueDescriptor upvalue in upvalues)
        {
            byte inStack = (byte)(upvalue.InStack ? 1 : 0);
            Write(new UpvalueRecord(_strings.AddressOf(upvalue.Name), inStack, upvalue.Index, 0));
        }
        return upvalues.Length == 0 ? FlashAddr.Null : first;
    }

    FlashAddr WriteLineInfo(byte[] lineInfo)
    {
        if (lineInfo.Length == 0)
            return FlashAddr.Null;
        int word = _writer.Allocate(lineInfo.Length);
        WriteBytes(word, lineInfo);
        return FlashAddr.OfWord(word);
    }

    int WriteTable(FlashAddr[] modules)
    {
        Debug.Assert(modules.Length == _file.Names.Count, "Every module has a name.");
        FlashAddr entries = Here;
        int entryBytes = RoTableLayout.EntryWords(_file.Target) * LfsImage.WordBytes;
        for (int i = 0; i < modules.Length; i++)
        {
            int word = _writer.Allocate(entryBytes);
            _writer.Write(word, _strings.CharactersOf(_file.Names[i]));
            _writer.Write(word + 1, modules[i]);
            _writer.Write(word + 1 + _layout.TagWord, TValueTag53.LightUserdata);
        }
        // A zero entry ends the list.
        _writer.Allocate(entryBytes);
        return Write(RoTableRecord.Of(modules.Length, entries));
    }

    FlashAddr Here => FlashAddr.OfWord(_writer.Words);

    void WriteBytes(int word, byte[] bytes) => _writer.Write(word, bytes, bytes.Length);

    int Write<
#if NET
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicFields)]
#endif
    T>(T record) where T : unmanaged
    {
        int word = _writer.Allocate(Relocation<T>.Words * LfsImage.WordBytes);
        _writer.Write(word, record);
        return word;
    }
}
