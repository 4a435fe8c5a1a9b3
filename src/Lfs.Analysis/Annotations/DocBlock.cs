namespace Lfs.Analysis.Annotations;

/// <summary>Comments on lines that follow each other: a description and annotations.</summary>
/// <param name="Line">The first line, from 1.</param>
/// <param name="EndLine">The last line.</param>
/// <param name="Text">The description, in Markdown, without that of a class, field, alias or enum, which the
/// tag has.</param>
/// <param name="Tags">The annotations, in their order.</param>
public sealed record DocBlock(int Line, int EndLine, string Text, ValueList<DocTag> Tags)
{
    /// <summary>Of what has no comment.</summary>
    public static DocBlock None { get; } = new(0, 0, "", default);

    /// <summary>The last annotation of a kind; null if there is none.</summary>
    public T? Last<T>()
        where T : DocTag => Tags.OfType<T>().LastOrDefault();

    /// <summary>True if there is an annotation of a kind.</summary>
    public bool Has<T>()
        where T : DocTag => Tags.Any(tag => tag is T);

    /// <summary>The annotation of a parameter; null if it has none.</summary>
    public ParameterTag? Parameter(string name) =>
        Tags.OfType<ParameterTag>().FirstOrDefault(tag => tag.Name == name);

    /// <summary>The annotations of the results, in their order.</summary>
    public IEnumerable<ReturnTag> Returns => Tags.OfType<ReturnTag>();

    /// <summary>The type of what is below, as <c>@type</c> says; null if it does not.</summary>
    public LuaType? Type => Last<TypeTag>()?.Types[0];

    /// <summary>Who may use what is below.</summary>
    public Visibility Visibility => Last<VisibilityTag>()?.Visibility ?? Visibility.Public;
}
