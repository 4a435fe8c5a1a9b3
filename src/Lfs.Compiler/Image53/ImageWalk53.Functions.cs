using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

// Functions of a 5.3 region, converted back to Protos, and the table of modules.
sealed partial class ImageWalk53
{
    // The last function completed. Each function points to the previous one.
    int _lastProto;

    bool TryWalkModules()
    {
        int table = _header.ProtoRoTable;
        if (!Claim(ExtentKind.RoTable, table, Relocation<RoTableRecord>.Words, 0))
            return false;
        RoTableRecord record = RecordWords.Read<RoTableRecord>(_region, table);
        if (record != RoTableRecord.Of(record.Count, record.Entries))
            return Fail(table, "the table of modules is not as the loader makes it");
        int entries = Pointer(table + 3);
        if (!Claim(ExtentKind.ModuleEntries, entries, RoTableLayout.TotalWords(_target, record.Count), 0))
            return false;
        int words = RoTableLayout.EntryWords(_target);
        for (int i = 0; i < record.Count && IsSound; i++)
            Module(entries + i * words, i);
        CheckZero(entries + record.Count * words, words);
        return IsSound
            && (_lastProto == _header.ProtoHead || Fail(8, "the list of functions starts elsewhere"));
    }

    void Module(int entry, int number)
    {
        CheckZero(entry + 2, _layout.TagWord - 1);
        if (RecordWords.ReadWord(_region, entry + 1 + _layout.TagWord) != TValueTag53.LightUserdata)
            Fail(entry, "the module is no function");
        LuaString? name = Characters(entry, number);
        int proto = Pointer(entry + 1);
        if (proto == 0)
            Fail(entry, "the module has no function");
        if (!IsSound)
            return;
        if (_names.Contains(name!))
            Fail(entry, "two modules have one name");
        Proto main = Function(proto, new WalkedFunction(number, ""), 0);
        if (main.Upvalues.Any(upvalue => upvalue.InStack))
            Fail(entry, "the module has an upvalue in a register of its caller");
        _names.Add(name!);
        _mains.Add(main);
    }

    void CheckZero(int first, int count)
    {
        for (int word = first; word < first + count && IsSound; word++)
        {
            if (RecordWords.ReadWord(_region, word) != 0)
                Fail(word, "the word is not 0");
        }
    }

    Proto Function(int at, WalkedFunction place, int depth)
    {
        int id = _functions.Count;
        _functions.Add(place);
        if (depth > MaxDepth)
            Fail(at, "functions are nested too deep");
        if (!Claim(ExtentKind.Proto, at, Relocation<ProtoRecord53>.Words, id))
            return new Proto();
        ProtoRecord53 record = RecordWords.Read<ProtoRecord53>(_region, at);
        int mark = record.Marked & ~ProtoRecord53.Colour;
        if (record.Type != ProtoRecord53.Tag || mark != ProtoRecord53.InLfs || !record.GcList.IsNull)
            Fail(at, "the function is not as the loader makes it");
        Proto function = ReadFunction(at, record, id, place, depth);
        if (function.Upvalues.Length > byte.MaxValue)
            Fail(at + 3, "the function has too many upvalues");
        if (IsSound && CodeCheck53.FaultOf(function) is { } fault)
            Fail(at, "the function has bad code: " + fault);
        if (IsSound && PointerOrStart(at) != _lastProto)
            Fail(at, "the function does not lead to the one before it");
        _lastProto = at;
        return function;
    }

    Proto ReadFunction(int at, ProtoRecord53 record, int id, WalkedFunction place, int depth)
    {
        const int LocalWords = 3;
        const int UpvalueWords = 2;
        var user = new StringUser(place.Module, id);
        int lineWords = (int)((record.SizeLineInfo + 3L) / LfsImage.WordBytes);
        int constants = Vector(at + 11, ExtentKind.Constants, record.SizeK, _layout.Words, id);
        int code = Vector(at + 12, ExtentKind.Code, record.SizeCode, 1, id);
        int protos = Vector(at + 13, ExtentKind.Protos, record.SizeP, 1, id);
        int lineInfo = Vector(at + 14, ExtentKind.LineInfo, lineWords, 1, id, canBeNull: true);
        int locVars = Vector(at + 15, ExtentKind.LocVars, record.SizeLocVars, LocalWords, id);
        int upvalues = Vector(
            at + 16, ExtentKind.Upvalues, record.SizeUpvalues, UpvalueWords, id, canBeNull: true);
        if (record.SizeLineInfo < 0)
            Fail(at + 6, "the vector and its size disagree");
        if (!IsSound)
            return new Proto();
        var lines = new byte[record.SizeLineInfo];
        Array.Copy(_region, lineInfo * LfsImage.WordBytes, lines, 0, lines.Length);
        return new Proto
        {
            Source = String(at + 17, user, StringRole.Text),
            LineDefined = record.LineDefined,
            LastLineDefined = record.LastLineDefined,
            NumParams = record.NumParams,
            IsVararg = record.IsVararg,
            MaxStackSize = record.MaxStackSize,
            Code = Many(record.SizeCode, i => RecordWords.ReadWord(_region, code + i)),
            Constants = Many(record.SizeK, i => ReadConstant(constants + i * _layout.Words, user)),
            LineInfo = lines,
            LocVars = Many(record.SizeLocVars, i => ReadLocVar(locVars + i * LocalWords, user)),
            Upvalues = Many(record.SizeUpvalues, i => ReadUpvalue(upvalues + i * UpvalueWords, user)),
            Protos = Many(record.SizeP, i => Child(protos + i, place, i, depth)),
        };
    }

    Proto Child(int at, WalkedFunction parent, int number, int depth)
    {
        int word = Pointer(at);
        if (word == 0)
            Fail(at, "the inner function is missing");
        return IsSound ? Function(word, parent.Inner(number), depth + 1) : new Proto();
    }

    // An empty vector has an address too, unless it can be null; then it must be null.
    int Vector(int field, ExtentKind kind, int count, int wordsEach, int owner, bool canBeNull = false)
    {
        int at = Pointer(field);
        bool isNull = at == 0;
        if (count < 0 || count > _words || isNull != (canBeNull && count == 0))
            Fail(field, "the vector and its size disagree");
        if (count > 0 && IsSound)
            Claim(kind, at, count * wordsEach, owner);
        return at;
    }

    Constant ReadConstant(int at, StringUser user)
    {
        uint low = RecordWords.ReadWord(_region, at);
        uint high = _layout.TagWord > 1 ? RecordWords.ReadWord(_region, at + 1) : 0;
        long value = unchecked((long)(low | (ulong)high << 32));
        uint tag = RecordWords.ReadWord(_region, at + _layout.TagWord);
        switch (tag)
        {
            case TValueTag53.Nil:
                return Constant.Nil;
            case TValueTag53.Boolean:
                return Constant.Boolean(low != 0);
            case TValueTag53.Integer:
                return Constant.Integer(_layout.TagWord > 1 ? value : unchecked((int)low));
            case TValueTag53.Float:
                return Constant.Float(_layout.TagWord > 1
                    ? BitConverter.Int64BitsToDouble(value)
                    : BitConverter.ToSingle(_region, at * LfsImage.WordBytes));
            case TValueTag53.ShortString or TValueTag53.LongString:
                LuaString? text = String(at, user, StringRole.Text);
                if (text is not null && StringSection.IsShort(text) == (tag == TValueTag53.ShortString))
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

    UpvalueDescriptor ReadUpvalue(int at, StringUser user)
    {
        UpvalueRecord record = RecordWords.Read<UpvalueRecord>(_region, at);
        if (record.InStack > 1)
            Fail(at, "a flag is neither 0 nor 1");
        return new UpvalueDescriptor(String(at, user, StringRole.Name), record.InStack == 1, record.Index);
    }

    LuaString? Characters(int field, int module)
    {
        uint pointer = RecordWords.ReadWord(_region, field);
        uint head = (uint)RomString.HeadWords * LfsImage.WordBytes;
        if (_systemStrings.TryGetValue(unchecked(pointer - head), out LuaString? text))
            return text;
        int at = Pointer(field);
        return StringAt(
            field, at - RomString.HeadWords, new StringUser(module, StringUser.Nobody), StringRole.Text);
    }

    LuaString? String(int field, StringUser user, StringRole role)
    {
        if (_systemStrings.TryGetValue(RecordWords.ReadWord(_region, field), out LuaString? text))
            return text;
        int at = Pointer(field);
        return at == 0 ? null : StringAt(field, at, user, role);
    }
}
