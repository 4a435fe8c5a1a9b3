using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A function that a walk has found.</summary>
/// <param name="Module">The place of its module in the index; -1 for the index function.</param>
/// <param name="Path">The place of each function among its parent's, from the module down.</param>
readonly record struct WalkedFunction(int Module, string Path);

sealed partial class ImageWalk
{
    const int IndexFunction = -1;

    Proto _index = new();

    bool TryWalkModules(int main)
    {
        if (main == 0)
            return Fail(2, "there is no main function");
        _index = Function(main, new WalkedFunction(IndexFunction, ""), 0);
        return _error is null && (IsIndex(_index) || Fail(main, "the main function does not find modules"));
    }

    static bool IsIndex(Proto main)
    {
        int count = main.Protos.Length;
        return main.Constants.Length == count + 1
            && main.Constants.Take(count).All(constant => constant.Kind == ConstantKind.String)
            && main.Constants[count].Kind is ConstantKind.Float or ConstantKind.Integer
            && main.Code.SequenceEqual(ModuleIndex.LookupCode(count));
    }

    Proto Function(int at, WalkedFunction place, int depth)
    {
        int id = _functions.Count;
        _functions.Add(place);
        if (depth > MaxDepth)
            Fail(at, "functions are nested too deep");
        if (!Claim(ExtentKind.Proto, at, Relocation<ProtoRecord>.Words, id))
            return new Proto();
        ProtoRecord record = RecordWords.Read<ProtoRecord>(_region, at);
        if (record.Type != 0 || record.Marked != 0 || !record.Next.IsNull || !record.GcList.IsNull)
            Fail(at, "the function is not as the compiler makes it");
        Proto function = ReadFunction(at, record, id, place, depth);
        if (_error is null && !CodeCheck51.IsValid(function))
            Fail(at, "the function has bad code");
        return function;
    }

    Proto ReadFunction(int at, ProtoRecord record, int id, WalkedFunction place, int depth)
    {
        int module = place.Module;
        int constants = Vector(at + 2, ExtentKind.Constants, record.SizeK, _layout.Words, id);
        int code = Vector(at + 3, ExtentKind.Code, record.SizeCode, 1, id);
        int protos = Vector(at + 4, ExtentKind.Protos, record.SizeP, 1, id);
        int localWords = Relocation<LocVarRecord>.Words;
        int locVars = Vector(at + 6, ExtentKind.LocVars, record.SizeLocVars, localWords, id);
        int upvalues = Vector(at + 7, ExtentKind.UpvalueNames, record.SizeUpvalues, 1, id);
        if (record.SizeUpvalues > record.Nups)
            Fail(at + 9, "more upvalues have names than there are");
        if (_error is not null)
            return new Proto();
        return new Proto
        {
            Source = String(at + 8, module, isDebug: false),
            LineDefined = record.LineDefined,
            LastLineDefined = record.LastLineDefined,
            NumParams = record.NumParams,
            IsVararg = record.IsVararg,
            MaxStackSize = record.MaxStackSize,
            Code = Many(record.SizeCode, i => RecordWords.ReadWord(_region, code + i)),
            Constants = Many(record.SizeK, i => ReadConstant(constants + i * _layout.Words, module, i)),
            LineInfo = LineInfoOf(at + 5, module),
            LocVars = Many(record.SizeLocVars, i => ReadLocVar(locVars + i * localWords, module)),
            Upvalues = Many(record.Nups, i => new UpvalueDescriptor(
                i < record.SizeUpvalues ? String(upvalues + i, module, isDebug: true) : null, false, 0)),
            Protos = Many(record.SizeP, i => Child(protos + i, place, i, depth)),
        };
    }

    Proto Child(int at, WalkedFunction parent, int number, int depth)
    {
        int word = Pointer(at);
        if (word == 0)
            Fail(at, "the inner function is missing");
        if (_error is not null)
            return new Proto();
        WalkedFunction place = parent.Module == IndexFunction
            ? new WalkedFunction(number, "")
            : new WalkedFunction(parent.Module, parent.Path + "/" + number.ToString(Invariant));
        return Function(word, place, depth + 1);
    }

    // A vector without entries has no place.
    int Vector(int field, ExtentKind kind, int count, int wordsEach, int owner)
    {
        int at = Pointer(field);
        if (count < 0 || count > _words || (at == 0) != (count == 0))
            Fail(field, "the vector and its size disagree");
        if (count > 0)
            Claim(kind, at, count * wordsEach, owner);
        return at;
    }

    T[] Many<T>(int count, Func<int, T> read)
    {
        var entries = new T[count];
        for (int i = 0; i < count && _error is null; i++)
            entries[i] = read(i);
        return entries;
    }

    Constant ReadConstant(int at, int module, int number)
    {
        uint value = RecordWords.ReadWord(_region, at);
        switch (RecordWords.ReadWord(_region, at + _layout.TagWord))
        {
            case TValueLayout.Nil:
                return Constant.Nil;
            case TValueLayout.Boolean when value <= 1:
                return Constant.Boolean(value != 0);
            case TValueLayout.Number when !_target.HasFloats:
                return Constant.Integer(unchecked((int)value));
            case TValueLayout.Number:
                ulong bits = value | (ulong)RecordWords.ReadWord(_region, at + 1) << 32;
                return Constant.Float(BitConverter.Int64BitsToDouble(unchecked((long)bits)));
            case TValueLayout.String:
                // The index names its modules: each name belongs to the module it names.
                LuaString? text = String(at, module == IndexFunction ? number : module, isDebug: false);
                if (text is not null)
                    return Constant.String(text);
                break;
            default:
                break;
        }
        Fail(at, "the constant has no known type");
        return Constant.Nil;
    }

    LocVar ReadLocVar(int at, int module)
    {
        LocVarRecord record = RecordWords.Read<LocVarRecord>(_region, at);
        return new LocVar(String(at, module, isDebug: true), record.StartPc, record.EndPc);
    }

    // The packed bytes with their terminator, which is the string's NUL.
    byte[] LineInfoOf(int field, int module)
    {
        int at = Pointer(field);
        if (at == 0)
            return [];
        LuaString? text = StringAt(field, at - Relocation<TStringRecord>.Words, module, isDebug: true);
        return text is null ? [] : [.. text.Bytes, 0];
    }

    LuaString? String(int field, int module, bool isDebug)
    {
        int at = Pointer(field);
        return at == 0 ? null : StringAt(field, at, module, isDebug);
    }

    LuaString? StringAt(int field, int at, int module, bool isDebug)
    {
        int place = at > 0 ? _stringAt[at] - 1 : -1;
        if (place < 0)
        {
            Fail(field, "the pointer leads to no string");
            return null;
        }
        _uses[place] = _uses[place].And(module, isDebug);
        return _strings[place].Text;
    }
}
