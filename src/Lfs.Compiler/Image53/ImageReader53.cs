using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Reads a relocatable Lua 5.3 image: format 11. A damaged file gives a diagnostic.</summary>
/// <remarks>
/// The device's own loader checks only the header, and a wrong count or number makes it read or write
/// anywhere. This one checks everything. Source: lua53/lundump.c, <c>undumpLFS</c>.
/// </remarks>
sealed class ImageReader53 : FunctionReader53
{
    /// <summary>The first byte of every precompiled file.</summary>
    public const byte Escape = 0x1B;

    const int IntegerBytesAt = 14;
    const int NumberBytesAt = 15;
    const string TooBig = "LFS Image too big for configured LFS region";

    readonly int _length;
    readonly StringSection _strings = new();

    ImageReader53(byte[] bytes, LuaTarget target) : base(bytes, 0, new CompileOptions(target))
    {
        _length = bytes.Length;
    }

    /// <summary>Reads a file and lays it out.</summary>
    public static LoadedImage Read(byte[] bytes)
    {
        if (bytes.Length > ImageLimits.MaxRegionBytes)
            return ImageReader.Bad(TooBig);
        LoadedImage loaded = ReadAnySize(bytes);
        return loaded.Image?.Size > ImageLimits.MaxRegionBytes ? ImageReader.Bad(TooBig) : loaded;
    }

    /// <summary>Reads a file without a size limit. The caller checks the size.</summary>
    public static LoadedImage ReadAnySize(byte[] bytes) =>
        TryParse(bytes, out ImageFile53 file, out string error)
            ? new LoadedImage(FlashImage53.Build(file, bytes), [])
            : ImageReader.Bad(error);

    /// <summary>Parses a file, without laying it out.</summary>
    public static bool TryParse(byte[] bytes, out ImageFile53 file, out string error)
    {
        int sizeAt = Math.Min(bytes.Length - 1, NumberBytesAt);     // The file may end before the second.
        bool isLong = sizeAt >= IntegerBytesAt && bytes[sizeAt] == sizeof(long);
        var reader = new ImageReader53(bytes, isLong ? LuaTarget.Lua53Long : LuaTarget.Lua53);
        file = reader.File();
        error = reader.In.Error ?? "";
        return reader.In.Error is null;
    }

    ImageFile53 File()
    {
        Header(Header53.ImageFormat);
        uint seed = unchecked((uint)Integer());
        Expect(ImageWriter53.StringSignature, "no string vector");
        Strings();
        Expect(ImageWriter53.ProtoSignature, "no Proto vector");
        Proto[] modules = Modules();
        LuaString[] names = Names(modules.Length);
        long time = Integer();
        if (In.Error is null && In.At != _length)
            Fail("there is more than an image");
        return new ImageFile53(Target, seed, time, _strings, names, modules, DebugLevel.Full);
    }

    void Expect(byte[] expected, string error)
    {
        byte[] actual = In.Raw(expected.Length);
        if (In.Error is null && !actual.SequenceEqual(expected))
            In.Fail(error + " precompiled chunk");
    }

    void Strings()
    {
        int maxLength = Unsigned();
        int shortCount = Unsigned();
        int longCount = Unsigned();
        In.Many(Unsigned(), 1, AddString);
        // The device allocates by these numbers and never checks them.
        bool agree = maxLength == _strings.MaxLength && shortCount == _strings.ShortCount
            && longCount == _strings.LongCount;
        if (!agree)
            Fail("the sizes of the string vector are wrong");
    }

    bool AddString()
    {
        byte first = In.Byte();
        ulong length = Rest(first);
        if (length == 0)
            Fail("a string has the wrong length");
        if (length > int.MaxValue)
            In.Fail(Truncated);
        if (In.Error is not null)
            return false;
        var text = new LuaString(In.Raw((int)length - 1));
        CheckTag(first, text);
        bool isNew = _strings.Add(text);
        if (!isNew)
            Fail("a string is there twice");
        return isNew;
    }

    Proto[] Modules()
    {
        int count = Unsigned();
        if (count > ImageLimits.MaxModules53)
            Fail("there are more modules than can be found");
        LuaString? around = _strings.Has(StringSection.Wrapper) ? StringSection.Wrapper : null;
        Proto[] modules = Functions(count, around);
        if (In.Error is null && modules.Any(module => module.Source is null))
            Fail("a module has no chunk name");
        if (In.Error is null && modules.Any(module => module.Upvalues.Any(upvalue => upvalue.InStack)))
            Fail("a module has an upvalue in a register of its caller");
        return modules;
    }

    // The names, which are constants. The build time follows them as another constant.
    LuaString[] Names(int count)
    {
        if (Unsigned() != count + 1)
            Fail("modules and names differ in number");
        var seen = new HashSet<LuaString>();
        return In.Many(count, 1, () =>
        {
            LuaString? name = String();
            if (name is null || !seen.Add(name))
                Fail("a module has no name of its own");
            return name ?? StringSection.Wrapper;
        });
    }

    long Integer()
    {
        byte first = In.Byte();
        if ((Tag53)(first & Tags53.Mask) is not (Tag53.PositiveInteger or Tag53.NegativeInteger))
            Fail("an integer has the wrong tag");
        return Integer(first);
    }

    private protected override LuaString? String(byte first)
    {
        ulong number = Rest(first);
        if (number == 0 && (first & Tags53.Mask) == (int)Tag53.ShortString)
            return null;
        LuaString? text = _strings.At(number);
        if (text is null)
            Fail("there is no string of the number");
        else
            CheckTag(first, text);
        return text;
    }

    void CheckTag(byte first, LuaString text)
    {
        if ((first & Tags53.Mask) != (int)Tags53.Of(text))
            Fail("a string has the wrong tag");
    }

    private protected override void Fail(string error) =>
        In.Fail(FormattableString.Invariant($"byte {In.At}: {error}"));
}
