using Lfs.Compiler.Bytecode;

namespace Lfs.Compiler.Image;

/// <summary>A walk through a Lua 5.1 image.</summary>
sealed partial class ImageWalk51(byte[] region, LuaTarget target, uint baseAddress)
    : ImageWalk(region, target, baseAddress)
{
    /// <inheritdoc/>
    public override bool TryWalk()
    {
        LfsHeader header = RecordWords.Read<LfsHeader>(_region, 0);
        int headerWords = Relocation<LfsHeader>.Words;
        Claim(ExtentKind.Header, 0, headerWords, 0);
        int main = Pointer(2);
        int buckets = Pointer(3);
        if (buckets != headerWords)
            return Fail(3, "the string table does not follow the header");
        if (header.RoUse < 0 || header.RoSize <= header.RoUse || (header.RoSize & (header.RoSize - 1)) != 0)
            return Fail(5, "the sizes of the string table are wrong");
        return TryWalkStrings(buckets, header.RoSize, header.RoUse) && TryWalkModules(main);
    }

    bool TryWalkStrings(int buckets, int size, int count)
    {
        if (!Claim(ExtentKind.Buckets, buckets, size, 0))
            return false;
        var seen = new HashSet<LuaString>();
        for (int bucket = 0; bucket < size; bucket++)
        {
            int at = Pointer(buckets + bucket);
            while (IsSound && at != 0)
            {
                if (!TryWalkString(at, bucket, size))
                    return false;
                if (!seen.Add(_strings[_strings.Count - 1].Text))
                    return Fail(at, "the string is in the table twice");
                at = Pointer(at);
            }
        }
        return _strings.Count == count || Fail(4, "the number of strings is wrong");
    }

    bool TryWalkString(int at, int bucket, int size)
    {
        if (at > _words - RomString.HeadWords)
            return Fail(at, "a string reaches beyond the image");
        TStringRecord record = RecordWords.Read<TStringRecord>(_region, at);
        if (record.Type != TValueLayout.String || record.Marked != TStringRecord.InLfs)
            return Fail(at, "the string has another type");
        if (!TryAddString(at, record.Length, 0, record.Hash, size))
            return false;
        return _strings[_strings.Count - 1].Bucket == bucket || Fail(at, "the string is in the wrong bucket");
    }
}
