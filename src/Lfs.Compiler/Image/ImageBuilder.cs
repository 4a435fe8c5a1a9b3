using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>Lays out a relocatable Lua 5.1 image: strings first, functions bottom-up, header last.</summary>
/// <remarks>
/// All pointers except those of the header point backwards. Source: lflashimg.c, <c>dumpToFlashImage</c>,
/// <c>functionToFlash</c>.
/// </remarks>
sealed class ImageBuilder
{
    readonly ImageWriter _writer = new();
    readonly LuaTarget _target;
    readonly TValueLayout _layout;
    readonly RoStrt _strings;

    ImageBuilder(LuaTarget target, RoStrt strings)
    {
        _target = target;
        _layout = TValueLayout.Of(target);
        _strings = strings;
    }

    /// <summary>Lays out an image of any size.</summary>
    /// <param name="main">The index function.</param>
    /// <param name="target">A 5.1 target.</param>
    public static LfsImage Build(Proto main, LuaTarget target) =>
        new ImageBuilder(target, RoStrt.Collect(main)).Build(main);

    LfsImage Build(Proto main)
    {
        int header = Allocate(Relocation<LfsHeader>.Words);
        FlashAddr buckets = _strings.WriteTo(_writer);
        FlashAddr mainProto = WriteProto(main);
        _writer.Write(header, new LfsHeader(
            Signature.Of(_target), _writer.Words * LfsImage.WordBytes, mainProto, buckets,
            _strings.Count, _strings.Size, 0, 0));
        return new LfsImage(_target, 0, _writer.ToBytes(), _writer.ToRelocationBits());
    }

    FlashAddr WriteProto(Proto function)
    {
        FlashAddr protos = WriteProtos(function.Protos);
        FlashAddr constants = WriteConstants(function.Constants);
        FlashAddr code = WriteCode(function.Code);
        FlashAddr locVars = WriteLocVars(function.LocVars);
        int upvalueNames = function.UpvalueNameCount;
        FlashAddr upvalues = WriteUpvalueNames(function.Upvalues, upvalueNames);
        int word = Allocate(Relocation<ProtoRecord>.Words);
        _writer.Write(word, new ProtoRecord(
            FlashAddr.Null, 0, 0, 0, constants, code, protos, _strings.AddressOfLineInfo(function.LineInfo),
            locVars, upvalues, _strings.AddressOf(function.Source), upvalueNames, function.Constants.Length,
            function.Code.Length, function.Protos.Length, function.LocVars.Length, function.LineDefined,
            function.LastLineDefined, FlashAddr.Null, (byte)function.Upvalues.Length, function.NumParams,
            function.IsVararg, function.MaxStackSize));
        return FlashAddr.OfWord(word);
    }

    FlashAddr WriteProtos(Proto[] protos)
    {
        if (protos.Length == 0)
            return FlashAddr.Null;
        var pointers = new FlashAddr[protos.Length];
        for (int i = 0; i < protos.Length; i++)
            pointers[i] = WriteProto(protos[i]);
        int word = Allocate(protos.Length);
        for (int i = 0; i < pointers.Length; i++)
            _writer.Write(word + i, pointers[i]);
        return FlashAddr.OfWord(word);
    }

    FlashAddr WriteConstants(Constant[] constants)
    {
        if (constants.Length == 0)
            return FlashAddr.Null;
        int word = Allocate(constants.Length * _layout.Words);
        for (int i = 0; i < constants.Length; i++)
            WriteConstant(word + i * _layout.Words, constants[i]);
        return FlashAddr.OfWord(word);
    }

    void WriteConstant(int word, Constant constant)
    {
        switch (constant.Kind)
        {
            case ConstantKind.Boolean:
                _writer.Write(word, constant.AsBoolean ? 1u : 0u);
                _writer.Write(word + _layout.TagWord, TValueLayout.Boolean);
                break;
            case ConstantKind.Float:
                ulong bits = unchecked((ulong)BitConverter.DoubleToInt64Bits(constant.AsFloat));
                _writer.Write(word, (uint)(bits & uint.MaxValue));
                _writer.Write(word + 1, (uint)(bits >> 32));
                _writer.Write(word + _layout.TagWord, TValueLayout.Number);
                break;
            case ConstantKind.Integer:
                _writer.Write(word, unchecked((uint)constant.AsInteger));
                _writer.Write(word + _layout.TagWord, TValueLayout.Number);
                break;
            case ConstantKind.String:
                _writer.Write(word, _strings.AddressOf(constant.Text));
                _writer.Write(word + _layout.TagWord, TValueLayout.String);
                break;
            default:
                // nil: value 0, tag 0.
                break;
        }
    }

    FlashAddr WriteCode(uint[] code)
    {
        int word = Allocate(code.Length);
        for (int i = 0; i < code.Length; i++)
            _writer.Write(word + i, code[i]);
        return code.Length == 0 ? FlashAddr.Null : FlashAddr.OfWord(word);
    }

    FlashAddr WriteLocVars(LocVar[] locals)
    {
        int words = Relocation<LocVarRecord>.Words;
        int word = Allocate(locals.Length * words);
        for (int i = 0; i < locals.Length; i++)
        {
            FlashAddr name = _strings.AddressOf(locals[i].Name);
            _writer.Write(word + i * words, new LocVarRecord(name, locals[i].StartPc, locals[i].EndPc));
        }
        return locals.Length == 0 ? FlashAddr.Null : FlashAddr.OfWord(word);
    }

    FlashAddr WriteUpvalueNames(UpvalueDescriptor[] upvalues, int count)
    {
        int word = Allocate(count);
        for (int i = 0; i < count; i++)
            _writer.Write(word + i, _strings.AddressOf(upvalues[i].Name));
        return count == 0 ? FlashAddr.Null : FlashAddr.OfWord(word);
    }

    int Allocate(int words) => _writer.Allocate(words * LfsImage.WordBytes);
}
