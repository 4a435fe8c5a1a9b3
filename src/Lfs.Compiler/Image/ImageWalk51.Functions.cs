using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

// Functions of a 5.1 image, converted back to Protos while their words are claimed.
sealed partial class ImageWalk51
{
    const int IndexFunction = -1;

    Proto _index = new();

    bool TryWalkModules(int main)
    {
        if (main == 0)
            return Fail(2, "there is no main function");
        _index = Function(main, new WalkedFunction(IndexFunction, ""), 0);
        if (!IsSound || !IsIndex(_index))
            return Fail(main, "the main function does not find modules");
        _mains.AddRange(_index.Protos);
        _names.AddRange(_index.Constants.Take(_mains.Count).Select(constant => constant.Text!));
        return true;
    }

    /// <inheritdoc/>
    protected override Proto Index => _index;

    /// <inheritdoc/>
    protected override long BuildTime
    {
        get
        {
            Constant last = _index.Constants[_index.Constants.Length - 1];
            return last.Kind == ConstantKind.Integer ? last.AsInteger : unchecked((long)last.AsFloat);
        }
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
        if (IsSound && CodeCheck51.FaultOf(function) is { } fault)
            Fail(at, "the function has bad code: " + fault);
        return function;
    }

    Proto ReadFunction(int at, ProtoRecord record, int id, WalkedFunction place, int depth)
    {
        var user = new StringUser(place.Module, id);
        int constants = Vector(at + 2, ExtentKind.Constants, record.SizeK, _layout.Words, id);
        int code = Vector(at + 3, ExtentKind.Code, record.SizeCode, 1, id);
        int protos = Vector(at + 4, ExtentKind.Protos, record.SizeP, 1, id);
        int localWords = Relocation<LocVarRecord>.Words;
        int locVars = Vector(at + 6, ExtentKind.LocVars, record.SizeLocVars, localWords, id);
        int upvalues = Vector(at + 7, ExtentKind.UpvalueNames, record.SizeUpvalues, 1, id);
        if (record.SizeUpvalues > record.Nups)
            Fail(at + 9, "more upvalues have names than there are");
        if (!IsSound)
            return new Proto();
        return new Proto
        {
            Source = String(at + 8, user, StringRole.Text),
            LineDefined = record.LineDefined,
            LastLineDefined = record.LastLineDefined,
            NumParams = record.NumParams,
            IsVararg = record.IsVararg,
            MaxStackSize = record.MaxStackSize,
            Code = Many(record.SizeCode, i => RecordWords.ReadWord(_region, code + i)),
            Constants = Many(record.SizeK, i => ReadConstant(constants + i * _layout.Words, user, i)),
            LineInfo = LineInfoOf(at + 5, user),
            LocVars = Many(record.SizeLocVars, i => ReadLocVar(locVars + i * localWords, user)),
            Upvalues = Many(record.Nups, i => new UpvalueDescriptor(
                i < record.SizeUpvalues ? String(upvalues + i, user, StringRole.Name) : null, false, 0)),
            Protos = Many(record.SizeP, i => Child(protos + i, place, i, depth)),
        };
    }

    Proto Child(int at, WalkedFunction parent, int number, int depth)
    {
        int word = Pointer(at);
        if (word == 0)
            Fail(at, "the inner function is missing");
        if (!IsSound)
            return new Proto();
        WalkedFunction place = parent.Module == IndexFunction
            ? new WalkedFunction(number, "")
            : parent.Inner(number);
        return Function(word, place, depth + 1);
    }

    // An empty vector has a null pointer.
    int Vector(int field, ExtentKind kind, int count, int wordsEach, int owner)
    {
        int at = Pointer(field);
        if (count < 0 || count > _words || (at == 0) != (count == 0))
            Fail(field, "the vector and its size disagree");
        if (count > 0 && IsSound)
            Claim(kind, at, count * wordsEach, owner);
        return at;
    }

    Constant ReadConstant(int at, StringUser user, int number)
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
                // Names in the index count for the modules that they name.
                bool isName = user.Module == IndexFunction;
                LuaString? text = String(
                    at, isName ? new StringUser(number, StringUser.Nobody) : user, StringRole.Text);
                if (text is not null)
                    return Constant.String(text);
                break;
            default:
                break;
        }
        Fail(at, "the constant has no known type");
        return Constant.Nil;
    }

    LocVar ReadLocVar(int at, StringUser user)
    {
        LocVarRecord record = RecordWords.Read<LocVarRecord>(_region, at);
        return new LocVar(String(at, user, StringRole.Name), record.StartPc, record.EndPc);
    }

    // The packed bytes with their terminator, which is the NUL of the string.
    byte[] LineInfoOf(int field, StringUser user)
    {
        int at = Pointer(field);
        if (at == 0)
            return [];
        LuaString? text = StringAt(field, at - RomString.HeadWords, user, StringRole.LineInfo);
        return text is null ? [] : [.. text.Bytes, 0];
    }

    LuaString? String(int field, StringUser user, StringRole role)
    {
        int at = Pointer(field);
        return at == 0 ? null : StringAt(field, at, user, role);
    }
}
