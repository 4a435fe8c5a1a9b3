using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Reads a relocatable Lua 5.3 image: format 11. A damaged file gives a diagnostic.</summary>
/// <remarks>
/// The device's own loader checks only the header; a wrong count or number makes it write or read anywhere.
/// Source: lundump.c, <c>undumpLFS</c>; spec lfs-formats 2d.
/// </remarks>
sealed class ImageReader53
{
    /// <summary>The first byte of every precompiled file.</summary>
    public const byte Escape = 0x1B;

    const int MaxDepth = 200;

    readonly byte[] _bytes;
    readonly ByteStream53 _stream;
    readonly StringSection _strings = new();
    LuaTarget _target = LuaTarget.Lua53;
    bool _hasNames;

    ImageReader53(byte[] bytes)
    {
        _bytes = bytes;
        _stream = new ByteStream53(bytes);
    }

    /// <summary>Reads a file and lays it out.</summary>
    public static LoadedImage Read(byte[] bytes)
    {
        if (bytes.Length > ImageLimits.MaxRegionBytes)
            return ImageReader.Bad("LFS Image too big for configured LFS region");
        LoadedImage loaded = ReadAnySize(bytes);
        return loaded.Image is not null && loaded.Image.Size > ImageLimits.MaxRegionBytes
            ? ImageReader.Bad("LFS Image too big for configured LFS region")
            : loaded;
    }

    /// <summary>Reads a file of which we know how large it is.</summary>
    public static LoadedImage ReadAnySize(byte[] bytes)
    {
        if (!TryParse(bytes, out ImageFile53 file, out string error))
            return ImageReader.Bad(error);
        return new LoadedImage(FlashImage53.Build(file, bytes), []);
    }

    /// <summary>Reads what a file says.</summary>
    public static bool TryParse(byte[] bytes, out ImageFile53 file, out string error)
    {
        var reader = new ImageReader53(bytes);
        file = reader.File();
        error = reader._stream.Error ?? "";
        return reader._stream.Error is null;
    }

    ImageFile53 File()
    {
        Header();
        byte first = _stream.Byte();
        uint seed = unchecked((uint)Integer(first));
        Strings();
        _stream.Expect(ImageFormat.ProtoSignature, "no Proto vector precompiled chunk");
        Proto[] modules = _stream.Many(ModuleCount(), 12, Main);
        LuaString[] names = Names(modules.Length);
        long time = Integer(_stream.Byte());
        if (!_stream.IsAtEnd)
            _stream.Fail("there is more than an image");
        return new ImageFile53(_target, seed, time, _strings, names, modules, _hasNames);
    }

    // Says of a wrong header what the device says.
    void Header()
    {
        byte[] header = ImageFormat.Header(_target);
        byte[] actual = [.. _bytes.Take(header.Length)];
        if (actual.Length > ImageFormat.SizesAt + 3 && actual[ImageFormat.SizesAt + 3] == sizeof(long))
        {
            _target = LuaTarget.Lua53Long;
            header = ImageFormat.Header(_target);
        }
        _stream.Expect(Part(header, 0, ImageFormat.VersionAt), "not a precompiled chunk");
        Expect(header, ImageFormat.VersionAt, 1, "version mismatch");
        Expect(header, ImageFormat.FormatAt, 1, "format mismatch");
        _stream.Expect(Part(header, ImageFormat.CheckAt, ImageFormat.SizesAt), "corrupted precompiled chunk");
        string[] sizes = ["int", "Instruction", "lua_Integer", "lua_Number"];
        for (int i = 0; i < sizes.Length; i++)
            Expect(header, ImageFormat.SizesAt + i, 1, sizes[i] + " size mismatch");
        Expect(header, ImageFormat.NumberAt, header.Length - ImageFormat.NumberAt, "float format mismatch");
    }

    void Expect(byte[] header, int start, int count, string what) =>
        _stream.Expect(Part(header, start, start + count), what + " in precompiled chunk");

    static byte[] Part(byte[] bytes, int start, int end) => [.. bytes.Skip(start).Take(end - start)];

    void Strings()
    {
        _stream.Expect(ImageFormat.StringSignature, "no string vector precompiled chunk");
        int maxLength = _stream.Count();
        int shortCount = _stream.Count();
        int longCount = _stream.Count();
        int count = _stream.Count();
        _stream.Many(count, 1, () => _strings.Add(StringText()) || _stream.Fail("a string is there twice"));
        // The device takes room by these numbers and never looks whether they are right.
        bool agrees = maxLength == _strings.MaxLength && shortCount == _strings.ShortCount
            && longCount == _strings.LongCount;
        if (!agrees)
            _stream.Fail("the sizes of the string vector are wrong");
    }

    LuaString? StringText()
    {
        byte first = _stream.Byte();
        long length = _stream.Tagged(first, _target) - 1;
        if (length < 0 || length > _bytes.Length)
        {
            _stream.Fail("a string has the wrong length");
            return null;
        }
        var text = new LuaString(_stream.Raw((int)length));
        if ((first & ImageFormat.TagMask) != ImageFormat.TagOf(text))
            _stream.Fail("a string has the wrong tag");
        return text;
    }

    Proto Main()
    {
        Proto main = Function(StringSection.Wrapper, 0);
        if (main.Upvalues.Any(upvalue => upvalue.InStack))
            _stream.Fail("a module has an upvalue in a register of its caller");
        return main;
    }

    Proto Function(LuaString parentSource, int depth)
    {
        if (depth > MaxDepth)
            _stream.Fail("functions are nested too deep");
        LuaString source = String() ?? parentSource;
        int lineDefined = _stream.Count();
        int lastLineDefined = _stream.Count();
        byte numParams = _stream.Byte();
        bool isVararg = _stream.Flag();
        byte maxStackSize = _stream.Byte();
        Proto[] protos = _stream.Many(_stream.Count(), 12, () => Function(source, depth + 1));
        uint[] code = _stream.Many(_stream.Count(), LfsImage.WordBytes, _stream.Word);
        Constant[] constants = _stream.Many(_stream.Count(), 1, Value);
        UpvalueDescriptor[] upvalues = Upvalues();
        byte[] lineInfo = _stream.Raw(_stream.Count());
        LocVar[] locals = _stream.Many(
            _stream.Count(), 3, () => new LocVar(String(), _stream.Count(), _stream.Count()));
        var function = new Proto
        {
            Source = source,
            LineDefined = lineDefined,
            LastLineDefined = lastLineDefined,
            NumParams = numParams,
            IsVararg = (byte)(isVararg ? 1 : 0),
            MaxStackSize = maxStackSize,
            Code = code,
            Constants = constants,
            Protos = protos,
            LineInfo = lineInfo,
            LocVars = locals,
            Upvalues = upvalues,
        };
        if (_stream.Error is null && ProtoCheck53.ErrorOf(function) is string error)
            _stream.Fail(error);
        return function;
    }

    UpvalueDescriptor[] Upvalues()
    {
        bool hasNames = _stream.Flag();
        _hasNames |= hasNames;
        return _stream.Many(_stream.Count(), 2, () => new UpvalueDescriptor(
            hasNames ? String() : null, _stream.Flag(), _stream.Byte()));
    }

    Constant Value()
    {
        byte first = _stream.Byte();
        switch (first & ImageFormat.TagMask)
        {
            case ImageFormat.Nil when first == ImageFormat.Nil:
                return Constant.Nil;
            case ImageFormat.Boolean when first <= (ImageFormat.Boolean | 1):
                return Constant.Boolean(first != ImageFormat.Boolean);
            case ImageFormat.Float when first == ImageFormat.Float:
                return Constant.Float(_stream.Float(_target));
            case ImageFormat.Positive or ImageFormat.Negative:
                return Constant.Integer(Integer(first));
            case ImageFormat.ShortString or ImageFormat.LongString when String(first) is LuaString text:
                return Constant.String(text);
            default:
                _stream.Fail("a constant has no known type");
                return Constant.Nil;
        }
    }

    long Integer(byte first)
    {
        long value = _stream.Tagged(first, _target);
        int tag = first & ImageFormat.TagMask;
        if (tag is not (ImageFormat.Positive or ImageFormat.Negative))
            _stream.Fail("an integer has the wrong tag");
        return tag == ImageFormat.Negative ? -value - 1 : value;
    }

    LuaString? String() => String(_stream.Byte());

    LuaString? String(byte first)
    {
        long number = _stream.Tagged(first, _target);
        int tag = first & ImageFormat.TagMask;
        if (number == 0 && tag == ImageFormat.ShortString)
            return null;
        LuaString? text = _strings.At(number);
        if (text is null)
            _stream.Fail("there is no string of the number");
        else if (tag != ImageFormat.TagOf(text))
            _stream.Fail("a string has the wrong tag");
        return text;
    }

    int ModuleCount()
    {
        int count = _stream.Count();
        if (count > ImageLimits.MaxModules53)
            _stream.Fail("there are more modules than can be found");
        return count;
    }

    // The names, and the build time, which is left for the caller.
    LuaString[] Names(int count)
    {
        if (_stream.Count() != count + 1)
            _stream.Fail("modules and names differ in number");
        var seen = new HashSet<LuaString>();
        return _stream.Many(count, 1, () =>
        {
            LuaString? name = String();
            if (name is null || !seen.Add(name))
                _stream.Fail("a module has no name of its own");
            return name ?? StringSection.Wrapper;
        });
    }
}
