using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Writes a relocatable Lua 5.3 image: format 11.</summary>
/// <remarks>Source: ldump.c, <c>luaU_DumpAllProtos</c>; spec lfs-formats 2d.1, 2d.2, 2d.4.</remarks>
sealed class ImageWriter53
{
    readonly LuaTarget _target;
    readonly StringSection _strings;
    readonly bool _hasNames;
    byte[] _bytes = new byte[4096];
    int _length;

    ImageWriter53(ImageFile53 file)
    {
        _target = file.Target;
        _strings = file.Strings;
        _hasNames = file.HasNames;
    }

    /// <summary>The bytes of a file.</summary>
    public static byte[] ToBytes(ImageFile53 file)
    {
        var writer = new ImageWriter53(file);
        writer.File(file);
        Array.Resize(ref writer._bytes, writer._length);
        return writer._bytes;
    }

    void File(ImageFile53 file)
    {
        Raw(ImageFormat.Header(_target));
        Integer(ImageFormat.Narrow(file.HashSeed, _target));
        Raw(ImageFormat.StringSignature);
        StringTexts();
        Raw(ImageFormat.ProtoSignature);
        Count(file.Modules.Count);
        foreach (Proto module in file.Modules)
            Function(module, StringSection.Wrapper, isMain: true);
        Count(file.Names.Count + 1);
        foreach (LuaString name in file.Names)
            String(name);
        Integer(ImageFormat.Narrow(file.BuildTime, _target));
    }

    void StringTexts()
    {
        Count(_strings.MaxLength);
        Count(_strings.ShortCount);
        Count(_strings.LongCount);
        Count(_strings.Texts.Count);
        foreach (LuaString text in _strings.Texts)
        {
            Tagged(ImageFormat.TagOf(text), text.Length + 1);
            Raw(text.Bytes);
        }
    }

    // Inner functions stand before code and constants, so that a loader can write one after the other.
    void Function(Proto function, LuaString? parentSource, bool isMain = false)
    {
        bool isInherited = function.Source is null || function.Source.Equals(parentSource);
        String(isInherited ? null : function.Source);
        Count(function.LineDefined);
        Count(function.LastLineDefined);
        Byte(function.NumParams);
        Byte(function.IsVararg);
        Byte(function.MaxStackSize);
        Count(function.Protos.Length);
        foreach (Proto child in function.Protos)
            Function(child, function.Source);
        Count(function.Code.Length);
        foreach (uint word in function.Code)
            Word(word);
        Count(function.Constants.Length);
        foreach (Constant constant in function.Constants)
            Value(constant);
        Upvalues(function.Upvalues, isMain);
        DebugNames(function);
    }

    // The global table is no register of whoever calls a module: the reference clears the mark.
    void Upvalues(UpvalueDescriptor[] upvalues, bool isMain)
    {
        Byte(_hasNames ? 1 : 0);
        Count(upvalues.Length);
        for (int i = 0; i < upvalues.Length; i++)
        {
            if (_hasNames)
                String(upvalues[i].Name);
            bool isGlobals = isMain && i == 0;
            Byte(upvalues[i].InStack && !isGlobals ? 1 : 0);
            Byte(upvalues[i].Index);
        }
    }

    void DebugNames(Proto function)
    {
        Count(function.LineInfo.Length);
        Raw(function.LineInfo);
        LocVar[] locals = _hasNames ? function.LocVars : [];
        Count(locals.Length);
        foreach (LocVar local in locals)
        {
            String(local.Name);
            Count(local.StartPc);
            Count(local.EndPc);
        }
    }

    void Value(Constant constant)
    {
        switch (constant.Kind)
        {
            case ConstantKind.Boolean:
                Byte(ImageFormat.Boolean | (constant.AsBoolean ? 1 : 0));
                break;
            case ConstantKind.Float:
                Byte(ImageFormat.Float);
                Raw(ImageFormat.FloatBytes(constant.AsFloat, _target));
                break;
            case ConstantKind.Integer:
                Integer(constant.AsInteger);
                break;
            case ConstantKind.String:
                String(constant.Text);
                break;
            default:
                Byte(ImageFormat.Nil);
                break;
        }
    }

    void String(LuaString? text)
    {
        if (text is null)
            Byte(ImageFormat.ShortString);
        else
            Tagged(ImageFormat.TagOf(text), _strings.NumberOf(text));
    }

    void Integer(long value)
    {
        if (value >= 0)
            Tagged(ImageFormat.Positive, value);
        else
            Tagged(ImageFormat.Negative, -(value + 1));
    }

    // Groups of 7 bits, the highest first; bit 7 says that more follow.
    void Count(int value)
    {
        for (int shift = HighestGroup(value); shift > 0; shift -= 7)
            Byte((value >> shift & 0x7F) | ImageFormat.More);
        Byte(value & 0x7F);
    }

    // The same, but the first byte also has the tag, and so room for only 4 bits of the value.
    void Tagged(int tag, long value)
    {
        int highest = HighestGroup(value);
        if (value >> highest > ImageFormat.FirstBits)
            highest += 7;
        for (int shift = highest; shift >= 0; shift -= 7)
        {
            int more = shift > 0 ? ImageFormat.More : 0;
            int first = shift == highest ? tag : 0;
            Byte((int)(value >> shift & 0x7F) | more | first);
        }
    }

    static int HighestGroup(long value)
    {
        int shift = 0;
        while (shift < 56 && value >> shift > 0x7F)
            shift += 7;
        return shift;
    }

    void Word(uint value)
    {
        for (int shift = 0; shift < 32; shift += 8)
            Byte((int)(value >> shift & 0xFF));
    }

    void Raw(byte[] bytes)
    {
        Reserve(bytes.Length);
        Array.Copy(bytes, 0, _bytes, _length, bytes.Length);
        _length += bytes.Length;
    }

    void Byte(int value)
    {
        Reserve(1);
        _bytes[_length++] = (byte)value;
    }

    void Reserve(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));
    }
}
