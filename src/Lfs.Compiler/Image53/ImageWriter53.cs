using System.Diagnostics;
using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Writes a relocatable Lua 5.3 image: format 11.</summary>
/// <remarks>Source: lua53/ldump.c, <c>luaU_DumpAllProtos</c>.</remarks>
sealed class ImageWriter53 : FunctionWriter53
{
    readonly ImageFile53 _file;

    ImageWriter53(ImageFile53 file) : base(file.Target, file.Strip)
    {
        _file = file;
    }

    /// <summary>The marker in front of the strings.</summary>
    public static byte[] StringSignature { get; } = [0x19, (byte)'s', (byte)'s'];

    /// <summary>The marker in front of the functions.</summary>
    public static byte[] ProtoSignature { get; } = [0x19, (byte)'p', (byte)'r'];

    /// <summary>Returns the bytes of a file.</summary>
    public static byte[] ToBytes(ImageFile53 file)
    {
        var writer = new ImageWriter53(file);
        writer.File();
        return writer.Out.ToArray();
    }

    void File()
    {
        Debug.Assert(_file.Names.Count == _file.Modules.Count, "Every module has a name.");
        Out.Bytes(Header53.Bytes(_file.Target, Header53.ImageFormat));
        Out.Integer(Narrow(_file.HashSeed));
        Out.Bytes(StringSignature);
        Strings(_file.Strings);
        Out.Bytes(ProtoSignature);
        Out.Unsigned(_file.Modules.Count);
        foreach (Proto module in _file.Modules)
            Function(ModuleWrapper53.WithGlobals(module), StringSection.Wrapper);
        Out.Unsigned(_file.Names.Count + 1);
        foreach (LuaString name in _file.Names)
            String(name);
        Out.Integer(Narrow(_file.BuildTime));
    }

    void Strings(StringSection strings)
    {
        Out.Unsigned(strings.MaxLength);
        Out.Unsigned(strings.ShortCount);
        Out.Unsigned(strings.LongCount);
        Out.Unsigned(strings.Texts.Count);
        foreach (LuaString text in strings.Texts)
        {
            Out.Tagged(Tags53.Of(text), (ulong)text.Length + 1);
            Out.Bytes(text.Bytes);
        }
    }

    // In an image file, functions refer to strings by number.
    private protected override void String(LuaString? text)
    {
        if (text is null)
            Out.Byte((int)Tag53.ShortString);
        else
            Out.Tagged(Tags53.Of(text), (ulong)_file.Strings.NumberOf(text));
    }

    long Narrow(long value) => _file.Target.NumberBytes == sizeof(int) ? unchecked((int)value) : value;
}
