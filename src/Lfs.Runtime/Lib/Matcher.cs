using System.Runtime.CompilerServices;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>The pattern matcher: backtracking over the bytes of a text and a pattern.</summary>
/// <remarks>
/// Source: lstrlib.c of both versions, <c>match</c>. Every step counts against the budget. Sets are parsed
/// once into bit maps. Positions where the first item cannot match are skipped.
/// </remarks>
ref partial struct Matcher<T> where T : unmanaged, ITarget<T>
{
    const int Fail = -1;
    const int Unfinished = -1;
    const int IsPosition = -2;
    const int Unknown = -2;
    const int None = -1;

    /// <summary>5.3's recursion limit (MAXCCALLS). 5.1 has none, but a
    /// device's 4 KB of stack are used up before.</summary>
    const int MaxDepth = 200;
    const int MostSets = 4;

    readonly LuaState<T> _vm;
    readonly ReadOnlySpan<byte> _source;
    readonly ReadOnlySpan<byte> _pattern;
    Captures _captures;
    int _level;
    Sets _sets;
    int _setCount;

    /// <summary>The index of the item that every match starts with, or <see cref="None"/>.</summary>
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

    /// <param name="lua">The state whose budget pays.</param>
    /// <param name="source">The text.</param>
    /// <param name="pattern">The pattern; in 5.1 a zero byte ends it.</param>
    /// <param name="mayAnchor">True if a leading <c>^</c> anchors the pattern; false in
    /// <c>gmatch</c>.</param>
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

    /// <summary>True if only the first position is tried.</summary>
    public bool IsAnchored { get; }

    /// <summary>The text to search.</summary>
    public readonly ReadOnlySpan<byte> Source => _source;

    /// <summary>The used part of a pattern. 5.1 treats it as a C string.</summary>
    public static ReadOnlySpan<byte> CutPattern(ReadOnlySpan<byte> pattern)
    {
        int zero = T.TextEndsAtZero ? pattern.IndexOf((byte)0) : -1;
        return zero < 0 ? pattern : pattern[..zero];
    }

    /// <summary>Finds the first match at or after a position.</summary>
    /// <param name="start">The position to start at; on return, the start of the match.</param>
    /// <param name="end">The end of the match.</param>
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

    /// <summary>Pushes the captures of a match, or the whole match if there are
    /// none and it is wanted: <c>push_captures</c>.</summary>
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

    /// <summary>The text of a capture, or of the whole match if there are no captures:
    /// <c>push_onecapture</c>.</summary>
    /// <param name="index">The capture, from 0.</param>
    /// <param name="start">The start of the match.</param>
    /// <param name="end">The end of the match, exclusive.</param>
    /// <param name="position">The position of a position capture, from 1; otherwise 0.</param>
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

    /// <summary>The byte of the pattern at an index; 0 at its end, as in C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly byte PatternAt(int p) => (uint)p < (uint)_pattern.Length ? _pattern[p] : (byte)0;
}
