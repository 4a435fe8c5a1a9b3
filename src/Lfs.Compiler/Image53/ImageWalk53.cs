using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A walk through a Lua 5.3 region.</summary>
sealed partial class ImageWalk53 : ImageWalk
{
    readonly Dictionary<uint, LuaString> _systemStrings = [];
    readonly HashSet<LuaString> _systemTexts = [];
    LfsHeader53 _header;

    public ImageWalk53(byte[] region, LuaTarget target, uint baseAddress, LfsImage? system)
        : base(region, target, baseAddress)
    {
        if (system is null)
            return;
        foreach (RomString text in system.ReadContents().Strings)
        {
            _systemStrings[FlashAddr.OfWord(text.Word).Place(system.BaseAddress).Value] = text.Text;
            _systemTexts.Add(text.Text);
        }
    }

    /// <inheritdoc/>
    protected override Proto? Index => null;

    /// <inheritdoc/>
    protected override long BuildTime => _header.Timestamp;

    /// <inheritdoc/>
    public override bool TryWalk()
    {
        _header = RecordWords.Read<LfsHeader53>(_region, 0);
        Claim(ExtentKind.Header, 0, Relocation<LfsHeader53>.Words, 0);
        if (_header.RoUse < 0 || _header.RoUse > _words || _header.RoSize != RoStrt53.SizeOf(_header.RoUse))
            return Fail(5, "the sizes of the string table are wrong");
        return TryWalkStrings() && TryWalkBuckets() && TryWalkModules();
    }

    // Each kind of string forms a list from the last to the first, and the first points
    // to the start of the region.
    bool TryWalkStrings()
    {
        bool areWalked = TryWalkList(9, _header.ShortHead, TryWalkShort)
            && TryWalkList(10, _header.LongHead, TryWalkLong);
        if (!areWalked)
            return false;
        var seen = new HashSet<LuaString>();
        foreach (RomString text in _strings)
        {
            if (!seen.Add(text.Text) && !IsSecondUserdata(text.Text))
                return Fail(text.Word, "the string is there twice");
            if (_systemTexts.Contains(text.Text))
                return Fail(text.Word, "the System image has the string too");
        }
        return true;
    }

    bool TryWalkList(int field, int head, Func<int, bool> tryWalk)
    {
        int last = _words - RomString.HeadWords;
        for (int at = head; at != 0; field = at, at = PointerOrStart(at))
        {
            if (at < 0 || at > last)
                return Fail(field, "a list does not lead back to the start");
            if (!tryWalk(at))
                return false;
            last = at - 1;
        }
        return IsSound;
    }

    bool TryWalkShort(int at)
    {
        ShortStringRecord record = RecordWords.Read<ShortStringRecord>(_region, at);
        if (record.Type != ShortStringRecord.Tag || record.Marked != ShortStringRecord.InLfs)
            return Fail(at, "the string has another type");
        if (record.Length > Tags53.MaxShortString)
            return Fail(at, "a short string is long");
        if (!TryAddString(at, record.Length, _header.Seed, record.Hash, _header.RoSize))
            return false;
        return record.Extra == FixedStrings.ExtraOf(_strings[_strings.Count - 1].Text)
            || Fail(at, "the lexer's mark of a reserved word is wrong");
    }

    bool TryWalkLong(int at)
    {
        LongStringRecord record = RecordWords.Read<LongStringRecord>(_region, at);
        if (record.Type != LongStringRecord.Tag || record.Marked != ShortStringRecord.InLfs
            || record.Extra != 1 || record.ShortLength != 0)
            return Fail(at, "the string has another type");
        if (record.Length <= Tags53.MaxShortString)
            return Fail(at, "a long string is short");
        return TryAddString(at, record.Length, _header.Seed, record.Hash, 0);
    }

    // Each short string must be in the chain of its bucket, and in no other.
    bool TryWalkBuckets()
    {
        int size = _header.RoSize;
        if (!Claim(ExtentKind.Buckets, _header.RoHash, size, 0))
            return false;
        var isFound = new bool[_strings.Count];
        for (int bucket = 0; bucket < size; bucket++)
        {
            int field = _header.RoHash + bucket;
            for (int at = Pointer(field); IsSound && at != 0; at = Pointer(field))
            {
                int place = StringPlace(at);
                if (place < 0 || _strings[place].Bucket != bucket)
                    return Fail(field, "the bucket leads to no string of its own");
                if (isFound[place])
                    return Fail(field, "the bucket has a string twice");
                isFound[place] = true;
                field = at + RomString.HeadWords - 1;
            }
        }
        return IsSound && TryCountStrings(isFound);
    }

    bool TryCountStrings(bool[] isFound)
    {
        int shortCount = _strings.Count(text => text.Bucket != RomString.NoBucket);
        if (isFound.Count(found => found) != shortCount)
            return Fail(_header.RoHash, "a short string is in no bucket");
        int uncounted = _strings.Count(text => IsSecondUserdata(text.Text)) > 1 ? 1 : 0;
        return shortCount - uncounted == _header.RoUse || Fail(4, "the number of strings is wrong");
    }

    // The reference's loader creates this string twice and counts it once.
    static bool IsSecondUserdata(LuaString text) => text.Equals(FixedStrings.Userdata);
}
