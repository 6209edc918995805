-- Remembers the highest number that an interaction got, so that it is not given again after that interaction is deleted.
CREATE TRIGGER interaction_number_given
AFTER INSERT ON interaction
WHEN cast(substr(new.number, 4) AS INTEGER) > (SELECT last FROM interaction_number WHERE id = 1)
BEGIN
  UPDATE interaction_number SET last = cast(substr(new.number, 4) AS INTEGER) WHERE id = 1;
END;
