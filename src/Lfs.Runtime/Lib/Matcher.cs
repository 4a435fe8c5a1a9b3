using System.Runtime.CompilerServices;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>Finds a pattern in a text: a backtracking matcher over the bytes of both.</summary>
/// <remarks>
/// Source: lstrlib.c of both versions, <c>match</c>. Every step counts against the host's budget. Sets are
/// read once into bits; places where the first item of the pattern cannot match are skipped without a try.
/// </remarks>
ref partial struct Matcher<T> where T : unmanaged, ITarget<T>
{
    const int Fail = -1;
    const int Unfinished = -1;
    const int IsPosition = -2;
    const int Unknown = -2;
    const int None = -1;

    /// <summary>5.3's limit on recursion. 5.1 has none, but a device's 4 KB of stack end before.</summary>
    const int MaxDepth = 200;
    const int MostSets = 4;

    readonly LuaState<T> _vm;
    readonly ReadOnlySpan<byte> _source;
    readonly ReadOnlySpan<byte> _pattern;
    Captures _captures;
    int _level;
    Sets _sets;
    int _setCount;

    /// <summary>The item that every match starts with, or <see cref="None"/>.</summary>
    int _lead = Unknown;
    int _leadEnd;

    struct Capture
    {
        public int Start;
        public int Length;
    }

    [InlineArray(32)]
    struct Captures
    {
        Capture _0;
    }

    [InlineArray(MostSets)]
    struct Sets
    {
        CharSet _0;
    }

    /// <param name="lua">Whose budget pays.</param>
    /// <param name="source">The text.</param>
    /// <param name="pattern">The pattern; in 5.1 a zero byte ends it.</param>
    /// <param name="mayAnchor">A <c>^</c> at its start means the start of the text.</param>
    public Matcher(LuaState<T> lua, ReadOnlySpan<byte> source, ReadOnlySpan<byte> pattern, bool mayAnchor)
    {
        const int SetupInstructions = 4;
        lua.Spend(SetupInstructions + (pattern.Length >> 8));
        _vm = lua;
        _source = source;
        _pattern = CutPattern(pattern);
        IsAnchored = mayAnchor && _pattern.Length > 0 && _pattern[0] == '^';
        if (IsAnchored)
            _pattern = _pattern[1..];
    }

    /// <summary>The pattern matches at the first place that is tried, or not at all.</summary>
    public bool IsAnchored { get; }

    /// <summary>The text that is searched.</summary>
    public readonly ReadOnlySpan<byte> Source => _source;

    /// <summary>What of a pattern is looked at: 5.1 takes it for a C string.</summary>
    public static ReadOnlySpan<byte> CutPattern(ReadOnlySpan<byte> pattern)
    {
        int zero = T.TextEndsAtZero ? pattern.IndexOf((byte)0) : -1;
        return zero < 0 ? pattern : pattern[..zero];
    }

    /// <summary>The first match at or after a place.</summary>
    /// <param name="start">Where to begin; then where the match begins.</param>
    /// <param name="end">Where the match ends.</param>
    public bool Find(ref int start, out int end)
    {
        end = Fail;
        for (; start <= _source.Length; start++)
        {
            if (!IsAnchored && !SkipToLead(ref start))
                return false;
            _level = 0;
            end = Match(start, 0, MaxDepth);
            if (end >= 0)
                return true;
            if (IsAnchored)
                return false;
        }
        return false;
    }

    /// <summary>Pushes the captures of a match; the whole of it if there are none and it is wanted.</summary>
    public readonly int PushCaptures(int start, int end, bool wholeIfNone)
    {
        int count = _level == 0 && wholeIfNone ? 1 : _level;
        _vm.EnsureStack(count, "too many captures");
        for (int i = 0; i < count; i++)
            PushCapture(i, start, end);
        return count;
    }

    public readonly void PushCapture(int index, int start, int end)
    {
        ReadOnlySpan<byte> text = CaptureText(index, start, end, out int position);
        if (position > 0)
            _vm.PushInteger(position);
        else
            _vm.PushString(text);
    }

    /// <summary>The text of a capture, or of the whole match if there are none.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="start">Where the match begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="position">The place that a position capture noted, from 1; otherwise 0.</param>
    public readonly ReadOnlySpan<byte> CaptureText(int index, int start, int end, out int position)
    {
        position = 0;
        if (index >= _level)
            return index == 0 ? _source[start..end] : throw InvalidIndex(index + 1);
        Capture capture = _captures[index];
        if (capture.Length == Unfinished)
            throw _vm.Error("unfinished capture");
        if (capture.Length != IsPosition)
            return _source.Slice(capture.Start, capture.Length);
        position = capture.Start + 1;
        return default;
    }

    readonly LuaError InvalidIndex(int number) =>
        _vm.Error("invalid capture index" + T.Pick("", $" %{LuaState<T>.Decimal(number)}"));

    /// <summary>The byte of the pattern at a place; 0 at its end, as in C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly byte PatternAt(int p) => (uint)p < (uint)_pattern.Length ? _pattern[p] : (byte)0;
}
