"""Tall-man letters for drug names that look alike. For drugs only, never for people.

Source: the FDA list of name pairs and the ISMP list of additional look-alike names with recommended tall-man
letters. Vietnamese orders write many of them without the final e, so both spellings are found.
"""

import re

_LISTED = """
    acetaZOLAMIDE acetoHEXAMIDE ALPRAZolam amLODIPine aMILoride azaCITIDine azaTHIOprine buPROPion
    busPIRone carBAMazepine ceFAZolin cefoTEtan cefOXitin cefTAZidime cefTRIAXone chlordiazePOXIDE
    chlorproMAZINE chlorproPAMIDE cISplatin CARBOplatin clomiPHENE clomiPRAMINE clonazePAM cloNIDine
    cloZAPine cycloPHOSphamide cycloSERINE cycloSPORINE DAUNOrubicin DOXOrubicin dexmedeTOMIDine
    dexAMETHasone diazePAM dilTIAZem dimenhyDRINATE diphenhydrAMINE DOBUTamine DOPamine droNABinol
    DULoxetine ePHEDrine EPINEPHrine fentaNYL SUFentanil FLUoxetine fluPHENAZine fluvoxaMINE
    gliBENclamide gliCLAzide glipiZIDE guaiFENesin guanFACINE hydrALAZINE hydroCHLOROthiazide
    HYDROcodone HYDROmorphone hydrOXYzine IDArubicin inFLIXimab riTUXimab lamiVUDine lamoTRIgine
    levETIRAcetam levOCARNitine levoFLOXacin LORazepam medroxyPROGESTERone metFORMIN methylPREDNISolone
    methylTESTOSTERone metroNIDAZOLE mitoMYcin mitoXANtrone niCARdipine NIFEdipine niMODipine OLANZapine
    OXcarbazepine oxyCODONE PARoxetine PAZOPanib SORAfenib penicillAMINE PENTobarbital PHENobarbital
    predniSONE prednisoLONE QUEtiapine quiNIDine quiNINE rifAMPicin rifAXIMin rOPINIRole risperiDONE
    SAXagliptin SITagliptin sulfADIAZINE sulfaSALAzine SUMAtriptan tiaGABine tiZANidine traMADol
    traZODone valACYclovir valGANciclovir vinBLAStine vinCRIStine ZOLMitriptan
"""


def _key(word: str) -> str:
    return word.casefold().removesuffix("e")


_TALL = {_key(word): word for word in _LISTED.split()}


def tall_man(name: str) -> str:
    """`name` with look-alike words in tall-man letters, the other words in lower case.

    >>> tall_man("Dobutamin")
    'DOBUTamin'
    >>> tall_man("Paracetamol")
    'paracetamol'
    """
    return re.sub(r"[^\W\d_]+", lambda found: _tall(found[0]), name)


def _tall(word: str) -> str:
    listed = _TALL.get(_key(word))
    if listed is None:
        return word.lower()
    return listed[: len(word)] if len(listed) >= len(word) else listed + word[len(listed) :].lower()
