using System.Globalization;
using Lfs.Compiler.Parsing;

namespace Lfs.Compiler.Parsing53;

// Blocks, labels, gotos and breaks. A break is a goto to a label after the loop.
partial class FunctionState
{
    readonly List<Label> _labels = [];
    readonly List<Label> _gotos = [];

    public override void EnterBlock(bool isLoop)
    {
        base.EnterBlock(isLoop);
        InnermostBlock.FirstLabel = _labels.Count;
        InnermostBlock.FirstGoto = _gotos.Count;
    }

    public override void LeaveBlock()
    {
        bool isOutermost = BlockCount == 1;
        if (!isOutermost && InnermostBlock.HasUpvalue)
        {
            int jump = _code.EmitJump();
            _code.CloseOnJump(jump, InnermostBlock.ActiveLocals);
            _code.LandHere(jump);
        }
        if (InnermostBlock.IsLoop)
            CloseGotos(AddLabel(_lexer.BreakName, default, _code.Pc), isLast: false);
        Block block = PopBlock();
        RemoveLocals(block.ActiveLocals);
        _code.FreeRegister = _code.ActiveLocals;
        _labels.RemoveRange(block.FirstLabel, _labels.Count - block.FirstLabel);
        if (!isOutermost)
            MoveGotosOut(block);
        else if (_gotos.Count > 0)
            throw Unmatched(_gotos[0]);
    }

    /// <summary>Makes a list of jumps close the locals of the innermost block, if inner
    /// functions use any.</summary>
    public void CloseBlockOnJump(int list)
    {
        if (InnermostBlock.HasUpvalue)
            _code.CloseOnJump(list, InnermostBlock.ActiveLocals);
    }

    /// <summary>Throws if the innermost block already has a label with the name:
    /// <c>checkrepeated</c>.</summary>
    public void CheckNewLabel(int name, LabelPlace place)
    {
        _lexer.Work.Add(_labels.Count - InnermostBlock.FirstLabel);
        for (int i = InnermostBlock.FirstLabel; i < _labels.Count; i++)
        {
            if (_labels[i].Name != name)
                continue;
            int line = _labels[i].Place.Line;
            throw Error($"label '{NameText(name)}' already defined on line {line}", place);
        }
    }

    /// <summary>Adds a label: <c>newlabelentry</c>.</summary>
    /// <returns>Its index.</returns>
    public int AddLabel(int name, LabelPlace place, int pc)
    {
        CheckCapacity(_labels);
        _lexer.Memory?.Need(0, CompilerVector.Labels, CountLabels() + 1);
        _labels.Add(new Label(name, place, pc, _code.ActiveLocals));
        return _labels.Count - 1;
    }

    /// <summary>Resolves the gotos of the innermost block that wait for a label: <c>findgotos</c>.</summary>
    /// <param name="index">The label.</param>
    /// <param name="isLast">True if no statement follows in the block, so that its
    /// locals are out of scope.</param>
    public void CloseGotos(int index, bool isLast)
    {
        if (isLast)
            _labels[index] = _labels[index] with { ActiveLocals = InnermostBlock.ActiveLocals };
        _lexer.Work.Add(_gotos.Count - InnermostBlock.FirstGoto);
        Label label = _labels[index];
        int waiting = InnermostBlock.FirstGoto;
        for (int i = waiting; i < _gotos.Count; i++)
        {
            if (_gotos[i].Name == label.Name)
                Close(_gotos[i], label);
            else
                _gotos[waiting++] = _gotos[i];
        }
        _gotos.RemoveRange(waiting, _gotos.Count - waiting);
    }

    /// <summary>Adds a goto. It jumps to a known label of the block, or waits for one.</summary>
    /// <param name="name">The label's name.</param>
    /// <param name="place">The place of the goto.</param>
    /// <param name="jumps">The list of its jumps.</param>
    public void AddGoto(int name, LabelPlace place, int jumps)
    {
        CheckCapacity(_gotos);
        _lexer.Memory?.Need(0, CompilerVector.Gotos, CountGotos() + 1);
        var jump = new Label(name, place, jumps, _code.ActiveLocals);
        if (!TryClose(jump))
            _gotos.Add(jump);
    }

    // Counts the labels of the enclosing functions too, because a device keeps all in one vector.
    int CountLabels() => _labels.Count + (Outer?.CountLabels() ?? 0);

    int CountGotos() => _gotos.Count + (Outer?.CountGotos() ?? 0);

    void CheckCapacity(List<Label> labels)
    {
        if (labels.Count >= Limits.MaxLabels)
            throw _lexer.CapacityError($"too many labels/gotos (limit is {Limits.MaxLabels})");
    }

    bool TryClose(Label jump)
    {
        _lexer.Work.Add(_labels.Count - InnermostBlock.FirstLabel);
        for (int i = InnermostBlock.FirstLabel; i < _labels.Count; i++)
        {
            if (_labels[i].Name != jump.Name)
                continue;
            if (jump.ActiveLocals > _labels[i].ActiveLocals)
                _code.CloseOnJump(jump.Pc, _labels[i].ActiveLocals);
            Close(jump, _labels[i]);
            return true;
        }
        return false;
    }

    void Close(Label jump, Label label)
    {
        if (jump.ActiveLocals < label.ActiveLocals)
        {
            string local = NameText(NameOf(jump.ActiveLocals));
            string jumpText = $"<goto {NameText(jump.Name)}> at line {jump.Place.Line}";
            throw Error($"{jumpText} jumps into the scope of local '{local}'", jump.Place);
        }
        _code.Land(jump.Pc, label.Pc);
    }

    // Moves pending gotos of an ending block to the enclosing block. They close the locals
    // that they leave (movegotosout).
    void MoveGotosOut(Block block)
    {
        int waiting = block.FirstGoto;
        for (int i = waiting; i < _gotos.Count; i++)
        {
            _lexer.Work.Add(1);
            Label jump = _gotos[i];
            if (jump.ActiveLocals > block.ActiveLocals)
            {
                if (block.HasUpvalue)
                    _code.CloseOnJump(jump.Pc, block.ActiveLocals);
                jump = jump with { ActiveLocals = block.ActiveLocals };
            }
            if (!TryClose(jump))
                _gotos[waiting++] = jump;
        }
        _gotos.RemoveRange(waiting, _gotos.Count - waiting);
    }

    LuaSyntaxException Unmatched(Label jump)
    {
        string name = NameText(jump.Name);
        string line = jump.Place.Line.ToString(CultureInfo.InvariantCulture);
        if (jump.Name == _lexer.BreakName)
        {
            _lexer.Memory?.Format("<", name, "> at line ", line, " not inside a loop");
            return Error($"<{name}> at line {line} not inside a loop", jump.Place);
        }
        _lexer.Memory?.Format("no visible label '", name, "' for <goto> at line ", line, "");
        return Error($"no visible label '{name}' for <goto> at line {line}", jump.Place);
    }

    LuaSyntaxException Error(string message, LabelPlace place) =>
        _lexer.MeaningError(message, place.Start, place.End);

    string NameText(int name) => _lexer.Strings[name].ToString();
}
